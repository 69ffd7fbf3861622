import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { build } from './build.ts';

/** Fails unless dist/ holds what the sources build: the same files, byte for byte, and no other. */
const temporary = mkdtempSync(join(tmpdir(), 'dist-'));
try {
  await build(join(temporary, 'dist'));
  const built = contents(join(temporary, 'dist'));
  const committed = contents(resolve(import.meta.dirname, '../dist'));
  const differences = compare(committed, built);
  if (differences.length > 0) {
    const list = differences.map((line) => `  ${line}\n`).join('');
    process.stderr.write(
      `dist/ is not what the sources build:\n${list}Run \`npm run build\` and commit dist/.\n`,
    );
    process.exitCode = 1;
  } else {
    process.stdout.write(`dist/ is what the sources build: ${built.size} files.\n`);
  }
} finally {
  rmSync(temporary, { recursive: true });
}

function compare(committed: Map<string, Buffer>, built: Map<string, Buffer>): string[] {
  const paths = [...new Set([...committed.keys(), ...built.keys()])].sort();
  return paths.flatMap((path) => {
    const [there, wanted] = [committed.get(path), built.get(path)];
    if (!there) return `${path}: missing`;
    if (!wanted) return `${path}: not built from the sources`;
    return there.equals(wanted) ? [] : `${path}: differs (${there.length} bytes, built ${wanted.length})`;
  });
}

/** Every file under a folder by its path there; none when there is no such folder. */
function contents(folder: string): Map<string, Buffer> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => !entry.isDirectory(),
  );
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path))]));
}
