import { constants } from 'node:fs';
import { glob, open, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { FileContent, Files } from '../request/files.ts';

/** The folders that files may be read from. */
interface Folders {
  readonly GITHUB_WORKSPACE?: string | undefined;
  readonly RUNNER_TEMP?: string | undefined;
}

const mostBytes = 1_024 * 1_024;

/** The files below the workspace folder and the temporary folder of the runner; links do not lead out of them. */
export function workspaceFiles({ GITHUB_WORKSPACE, RUNNER_TEMP }: Folders): Files {
  const workspace = resolve(GITHUB_WORKSPACE || '.');
  const folders = [workspace, ...(RUNNER_TEMP ? [resolve(RUNNER_TEMP)] : [])];
  return {
    async find(pattern) {
      const paths: string[] = [];
      for await (const path of glob(pattern, { cwd: workspace })) paths.push(tidy(workspace, path));
      return paths.sort();
    },
    read: (path) => read(resolve(workspace, path), folders),
  };
}

/** Below the workspace, a path is told as GitHub knows it. */
function tidy(workspace: string, path: string): string {
  const below = relative(workspace, resolve(workspace, path));
  return below.startsWith('..') || isAbsolute(below) ? path : below.split(sep).join('/');
}

async function read(path: string, folders: readonly string[]): Promise<FileContent> {
  try {
    const [real, ...roots] = await Promise.all([path, ...folders].map((each) => realpath(each)));
    if (!real || !roots.some((root) => real.startsWith(`${root}${sep}`)))
      return { ok: false, problem: 'is outside the workspace folder and the temporary folder of the runner' };
    return await readRegular(real);
  } catch (error) {
    return { ok: false, problem: `cannot be read (${codeOf(error)})` };
  }
}

/** A pipe would keep its reader waiting. Windows has no such flag, and no pipes among its files. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Looks at the very file that is read, so that it cannot be another one by then. */
async function readRegular(path: string): Promise<FileContent> {
  await using file = await open(path, withoutWaiting);
  const stats = await file.stat();
  if (!stats.isFile()) return { ok: false, problem: 'is not a regular file' };
  if (stats.size > mostBytes) return { ok: false, problem: `is larger than ${mostBytes} bytes` };
  return decode(await file.readFile());
}

/** UTF-8, with or without a byte order mark. */
function decode(bytes: Uint8Array): FileContent {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, problem: 'is not text in UTF-8' };
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
