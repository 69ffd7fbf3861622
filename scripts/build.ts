import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const require = createRequire(import.meta.url);

/**
 * Builds the bundle that users run: TypeScript to JavaScript in build/, then one minified ES module with the licences of
 * what it holds. The same sources give the same bytes wherever they lie.
 * @param folder Replaced once the bundle is made, and left as it is when that fails.
 * @throws Error when a compiler fails; it has printed why.
 */
export function build(folder: string): void {
  rmSync(join(root, 'build'), { recursive: true, force: true });
  run('typescript', 'tsc', '--project', 'src');
  const options = ['--minify', '--no-cache', '--quiet', '--license', 'licenses.txt', ...neverUsed];
  run('@vercel/ncc', 'ncc', 'build', 'build/index.js', '--out', 'build/dist', ...options);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, 'build/dist'), folder, { recursive: true });
}

/** @azure/identity opens a browser for sign-ins by hand; a runner has none, so what opens it stays out. */
const neverUsed = ['--external', 'open'];

/** Runs a program of a development dependency, as npx would, without a shell. */
function run(name: string, program: string, ...args: string[]): void {
  const manifest = require.resolve(`${name}/package.json`);
  const bin: Record<string, string> = require(manifest).bin;
  const script = join(manifest, '..', bin[program] ?? program);
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} failed.`);
}

if (import.meta.main) build(join(root, 'dist'));
