/**
 * Installs what package-lock.json names, unless it is there already. The one script that runs on whatever Node a fresh
 * clone meets (20 or newer); everything after it runs on the Node that it installs.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);

if (!isInstalled()) {
  process.stdout.write('Installing the packages of package-lock.json …\n');
  run('ci', '--no-audit', '--no-fund');
  if (!existsSync(new URL('node_modules/node/bin/', root))) {
    fail(
      'The `node` package was not set up: its install script did not run. Allow install scripts and try again.',
    );
  }
}

/** Whether node_modules holds the packages of package-lock.json. npm keeps what it installed beside them. */
function isInstalled() {
  const wanted = packages('package-lock.json');
  const installed = packages('node_modules/.package-lock.json');
  if (!wanted || !installed || !existsSync(new URL('node_modules/node/bin/', root))) return false;
  const current = Object.entries(wanted).every(([path, { integrity, optional }]) =>
    path in installed ? installed[path].integrity === integrity : path === '' || optional,
  );
  return current && Object.keys(installed).every((path) => path in wanted);
}

function packages(lockFile) {
  const url = new URL(lockFile, root);
  return existsSync(url) ? JSON.parse(readFileSync(url, 'utf8')).packages : undefined;
}

/** Runs npm: the very one that runs this script, where there is one. */
function run(...args) {
  const npm = process.env.npm_execpath;
  const options = { cwd: fileURLToPath(root), stdio: 'inherit' };
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync(`npm ${args.join(' ')}`, { ...options, shell: true });
  if (status !== 0) fail(`npm ${args.join(' ')} failed.`);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
