import { constants } from 'node:fs';
import { glob, mkdir, open, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { FileContent, Files } from '../request/files.ts';

/** Files to read, and to write. */
export interface WorkspaceFiles extends Files {
  /** Writes a file anew, making the folders that it lies in. Answers with the problem, which completes "…, which <problem>". */
  write(path: string, text: string): Promise<string | undefined>;
}

/** The folders that files may be read from and written to. */
interface Folders {
  readonly GITHUB_WORKSPACE?: string | undefined;
  readonly RUNNER_TEMP?: string | undefined;
}

const mostBytes = 1_024 * 1_024;
const longestPattern = 4_096;

/** The files below the workspace folder and the temporary folder of the runner; links do not lead out of them. */
export function workspaceFiles({ GITHUB_WORKSPACE, RUNNER_TEMP }: Folders): WorkspaceFiles {
  const workspace = resolve(GITHUB_WORKSPACE || '.');
  const folders = [workspace, ...(RUNNER_TEMP ? [resolve(RUNNER_TEMP)] : [])];
  return {
    async find(pattern) {
      const paths: string[] = [];
      // A pattern that cannot be one, such as one of endless length, matches nothing.
      if (pattern.length > longestPattern) return paths;
      for await (const entry of glob(pattern, { cwd: workspace, withFileTypes: true }))
        if (!entry.isDirectory()) paths.push(tidy(workspace, join(entry.parentPath, entry.name)));
      return paths.sort();
    },
    read: (path) => read(resolve(workspace, path), folders),
    write: (path, text) => write(resolve(workspace, path), text, folders),
  };
}

/** Below the workspace, a path is told as GitHub knows it. */
function tidy(workspace: string, path: string): string {
  const below = relative(workspace, resolve(workspace, path));
  return below.startsWith('..') || isAbsolute(below) ? path : below.split(sep).join('/');
}

async function read(path: string, folders: readonly string[]): Promise<FileContent> {
  try {
    const real = await realpath(path);
    return (await isWithin(real, folders)) ? await readRegular(real) : { ok: false, problem: outside };
  } catch (error) {
    return { ok: false, problem: `cannot be read (${codeOf(error)})` };
  }
}

const outside = 'is outside the workspace folder and the temporary folder of the runner';

/** @param real a path without links. */
async function isWithin(real: string, folders: readonly string[]): Promise<boolean> {
  const roots = await Promise.all(folders.map((each) => realpath(each).catch(() => each)));
  return roots.some((root) => real === root || real.startsWith(`${root}${sep}`));
}

async function write(path: string, text: string, folders: readonly string[]): Promise<string | undefined> {
  try {
    if (!(await isWithin(await nearestFolder(dirname(path)), folders))) return outside;
    await mkdir(dirname(path), { recursive: true });
    await using file = await open(path, anewWithoutLinks);
    if (!(await file.stat()).isFile()) return 'is not a regular file';
    await file.writeFile(text);
    return undefined;
  } catch (error) {
    return `cannot be written (${codeOf(error)})`;
  }
}

/** The folder without links, or the nearest above it that there is. */
async function nearestFolder(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    return nearestFolder(dirname(path));
  }
}

const { O_RDONLY, O_WRONLY, O_CREAT, O_TRUNC } = constants;
/** Windows has neither flag. */
const { O_NONBLOCK = 0, O_NOFOLLOW = 0 } = constants;
const anewWithoutLinks = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_NONBLOCK;

/** A pipe would keep its reader waiting. */
const withoutWaiting = O_RDONLY | O_NONBLOCK;

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
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
