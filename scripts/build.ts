import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const require = createRequire(import.meta.url);

/** What ncc makes: the bundle, and the files beside it by their paths. */
interface Bundle {
  readonly code: string;
  readonly assets: Readonly<Record<string, { readonly source: string | Buffer }>>;
}

type Ncc = (entry: string, options: object) => Promise<Bundle>;

/**
 * Builds the bundle that users run: TypeScript to JavaScript in build/, then one minified ES module with the licences of
 * what it holds. The same sources give the same bytes wherever they lie.
 * @param folder Replaced once the bundle is made, and left as it is when that fails.
 * @throws Error when a compiler fails; it has printed why.
 */
export async function build(folder: string): Promise<void> {
  rmSync(join(root, 'build'), { recursive: true, force: true });
  compile();
  const ncc: Ncc = require('@vercel/ncc');
  const { code, assets } = await ncc(join(root, 'build/index.js'), {
    minify: true,
    cache: false,
    quiet: true,
    license: 'licenses.txt',
    externals: neverUsed,
  });
  rmSync(folder, { recursive: true, force: true });
  write(join(folder, 'index.js'), code);
  for (const [path, { source }] of Object.entries(assets)) write(join(folder, path), source);
}

/**
 * @azure/identity opens a browser for sign-ins by hand; a runner has none, so what opens it stays out. A module that every
 * Node has stands in its place: nothing that the bundle imports may lie outside of it.
 */
const neverUsed = { open: 'node:os' };

function compile(): void {
  const manifest = require.resolve('typescript/package.json');
  const bin: Record<string, string> = require(manifest).bin;
  const tsc = join(manifest, '..', bin['tsc'] ?? 'bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '--project', 'src'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('tsc failed.');
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

if (import.meta.main) await build(join(root, 'dist'));
