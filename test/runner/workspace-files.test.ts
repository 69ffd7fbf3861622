import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { workspaceFiles } from '../../src/runner/workspace-files.ts';

/** A folder with `workspace`, `temp` and `elsewhere` in it. */
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workspace-files-'));
  for (const each of ['workspace', 'temp', 'elsewhere']) mkdirSync(join(folder, each));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts a file, and the folders that it lies in, into the folder. */
function put(path: string, content: string | Uint8Array = path): string {
  const whole = join(folder, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, content);
  return whole;
}

const link = (from: string, to: string): void => symlinkSync(join(folder, to), join(folder, from));

const files = () =>
  workspaceFiles({ GITHUB_WORKSPACE: join(folder, 'workspace'), RUNNER_TEMP: join(folder, 'temp') });

const outside = {
  ok: false,
  problem: 'is outside the workspace folder and the temporary folder of the runner',
};

describe('files are found', () => {
  beforeEach(() => {
    for (const path of ['b.yml', 'a.yml', 'computes/gpu.yml', 'computes/more/cpu.yml', 'computes/read.me'])
      put(`workspace/${path}`);
    mkdirSync(join(folder, 'workspace/folder.yml'));
    put('elsewhere/c.yml');
  });

  test.each<[string, string[]]>([
    ['a.yml', ['a.yml']],
    ['./computes//gpu.yml', ['computes/gpu.yml']],
    ['*.yml', ['a.yml', 'b.yml']],
    ['computes/*', ['computes/gpu.yml', 'computes/read.me']],
    ['**/*.yml', ['a.yml', 'b.yml', 'computes/gpu.yml', 'computes/more/cpu.yml']],
    ['{a,b}.yml', ['a.yml', 'b.yml']],
    ['computes/../b.yml', ['b.yml']],
    ['computes', []],
    ['none/*.yml', []],
    ['[', []],
    ['', []],
  ])('by %j', async (pattern, paths) => {
    expect(await files().find(pattern)).toEqual(paths);
  });

  test('by a path from the root, and are told as GitHub knows them', async () => {
    expect(await files().find(join(folder, 'workspace/computes/*.yml'))).toEqual(['computes/gpu.yml']);
  });

  test('outside the workspace, where they are not read', async () => {
    const found = await files().find('../elsewhere/*.yml');
    expect(found).toHaveLength(1);
    expect(await Promise.all(found.map((path) => files().read(path)))).toEqual([outside]);
  });
});

describe('a file is read', () => {
  test.each(['workspace/a.yml', 'workspace/computes/a.yml', 'temp/key'])('from %s', async (path) => {
    expect(await files().read(put(path, 'text'))).toEqual({ ok: true, text: 'text' });
  });

  test('by its path below the workspace', async () => {
    put('workspace/computes/a.yml', 'text');
    expect(await files().read('computes/a.yml')).toEqual({ ok: true, text: 'text' });
  });

  test('through links that stay within', async () => {
    put('workspace/a.yml', 'text');
    link('workspace/b.yml', 'workspace/a.yml');
    link('temp/workspace', 'workspace');
    expect(await files().read('b.yml')).toEqual({ ok: true, text: 'text' });
    expect(await files().read(join(folder, 'temp/workspace/b.yml'))).toEqual({ ok: true, text: 'text' });
  });

  test('when the workspace itself is a link', async () => {
    put('elsewhere/a.yml', 'text');
    link('link', 'elsewhere');
    expect(await workspaceFiles({ GITHUB_WORKSPACE: join(folder, 'link') }).read('a.yml')).toMatchObject({
      ok: true,
    });
  });

  test('when the temporary folder is not there', async () => {
    put('workspace/a.yml', 'text');
    const folders = { GITHUB_WORKSPACE: join(folder, 'workspace'), RUNNER_TEMP: join(folder, 'gone') };
    expect(await workspaceFiles(folders).read('a.yml')).toMatchObject({ ok: true });
  });

  test.each([
    ['', ''],
    ['\ufeffname: gpü', 'name: gpü'],
    ['x'.repeat(1_024 * 1_024), 'x'.repeat(1_024 * 1_024)],
  ])('as UTF-8 of at most 1 MiB', async (content, text) => {
    put('workspace/a.yml', content);
    expect(await files().read('a.yml')).toEqual({ ok: true, text });
  });
});

describe('a file is not read', () => {
  const mebibyte = 1_024 * 1_024;

  test.each<[string, () => unknown, string, string]>([
    ['that is not there', () => {}, 'a.yml', 'cannot be read (ENOENT)'],
    ['below a file', () => put('workspace/a.yml'), 'a.yml/b', 'cannot be read (ENOTDIR)'],
    ['that is a folder', () => put('workspace/computes/a.yml'), 'computes', 'is not a regular file'],
    ['that is the workspace', () => {}, '.', 'is not a regular file'],
    [
      'that is too large',
      () => put('workspace/a', 'x'.repeat(mebibyte + 1)),
      'a',
      'is larger than 1048576 bytes',
    ],
    ['in ISO 8859-1', () => put('workspace/a', new Uint8Array([0x67, 0xfc])), 'a', 'is not text in UTF-8'],
    ['in UTF-16', () => put('workspace/a', Buffer.from('\ufeffa', 'utf16le')), 'a', 'is not text in UTF-8'],
    ['above the workspace', () => put('elsewhere/a'), '../elsewhere/a', outside.problem],
    [
      'beside the workspace, with its name in front',
      () => put('workspace2/a'),
      '../workspace2/a',
      outside.problem,
    ],
    ['of the system', () => {}, '/etc/hostname', outside.problem],
    ['that is a device', () => {}, '/dev/zero', outside.problem],
    [
      'that a link leads to',
      () => link('workspace/a', put('elsewhere/a') && 'elsewhere/a'),
      'a',
      outside.problem,
    ],
    [
      'in a folder that a link leads to',
      () => link('workspace/a', put('elsewhere/b') && 'elsewhere'),
      'a/b',
      outside.problem,
    ],
    ['that a link leads to itself', () => link('workspace/a', 'workspace/a'), 'a', 'cannot be read (ELOOP)'],
    ['with a zero in its name', () => {}, 'a\0b', 'cannot be read (ERR_INVALID_ARG_VALUE)'],
    ['whose name is too long', () => {}, 'a'.repeat(5_000), 'cannot be read (ENAMETOOLONG)'],
  ])('%s', async (_, prepare, path, problem) => {
    prepare();
    expect(await files().read(path)).toEqual({ ok: false, problem });
  });

  // Reading a pipe that nobody writes to would take for ever.
  test('that is a pipe', async () => {
    execFileSync('mkfifo', [join(folder, 'workspace/pipe')]);
    expect(await files().read('pipe')).toEqual({ ok: false, problem: 'is not a regular file' });
  });
});

describe('a file is written', () => {
  const written = (path: string) => readFileSync(join(folder, path), 'utf8');

  test.each(['workspace/report.json', 'workspace/a/b/report.json', 'temp/report.json'])(
    'to %s',
    async (path) => {
      expect(await files().write(join(folder, path), 'text')).toBeUndefined();
      expect(written(path)).toBe('text');
    },
  );

  test('anew', async () => {
    put('workspace/a', 'longer than before');
    expect(await files().write('a', 'text')).toBeUndefined();
    expect(written('workspace/a')).toBe('text');
  });

  test.each<[string, () => unknown, string, string]>([
    ['above the workspace', () => {}, '../elsewhere/a', outside.problem],
    ['in a new folder above the workspace', () => {}, '../new/a', outside.problem],
    ['in a folder that a link leads to', () => link('workspace/a', 'elsewhere'), 'a/b', outside.problem],
    ['in a new folder behind a link', () => link('workspace/a', 'elsewhere'), 'a/new/b', outside.problem],
    [
      'over a link',
      () => link('workspace/a', put('elsewhere/b') && 'elsewhere/b'),
      'a',
      'cannot be written (ELOOP)',
    ],
    ['over a folder', () => mkdirSync(join(folder, 'workspace/a')), 'a', 'cannot be written (EISDIR)'],
    ['below a file', () => put('workspace/a'), 'a/b', 'cannot be written (EEXIST)'],
  ])('never %s', async (_, prepare, path, problem) => {
    prepare();
    expect(await files().write(path, 'text')).toBe(problem);
    expect(execFileSync('find', [folder, '-type', 'f', '-size', '4c'], { encoding: 'utf8' })).toBe('');
  });

  test('never to a pipe', async () => {
    execFileSync('mkfifo', [join(folder, 'workspace/pipe')]);
    expect(await files().write('pipe', 'text')).toEqual(expect.any(String));
  });
});
