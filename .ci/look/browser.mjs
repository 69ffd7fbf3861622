import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

/** Starts the Chromium of the package in `tools`, else one of this machine, with the same fonts wherever it runs. */
export async function startBrowser(tools) {
  const { executable, libraries } = (await unpack(tools)) ?? fromThisMachine();
  const env = { ...process.env, FONTCONFIG_FILE: fontsOf(tools), LD_LIBRARY_PATH: libraries };
  askForLibraries(executable, env);
  const { default: puppeteer } = createRequire(join(tools, 'package.json'))('puppeteer-core');
  return puppeteer.launch({
    executablePath: executable,
    headless: 'shell',
    env,
    // Containers and root have no sandbox. No name is resolved, so that nothing gets out even if it is asked for.
    args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND', '--font-render-hinting=none'],
  });
}

/** The package has it packed, for Linux on x64, together with libraries that few servers have. */
async function unpack(tools) {
  const packed = join(tools, 'node_modules/@sparticuz/chromium/bin');
  if (!existsSync(packed) || process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const [executable, archive] = [join(tools, 'chromium'), join(tools, 'libraries.tar')];
  await Promise.all([
    decompress(join(packed, 'chromium.br'), executable),
    decompress(join(packed, 'al2023.tar.br'), archive),
  ]);
  run('tar', '-xf', archive, '-C', tools);
  return { executable, libraries: join(tools, 'lib') };
}

const decompress = (from, to) =>
  pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode: 0o755 }));

function fromThisMachine() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const found = names.map((name) => run('sh', '-c', `command -v ${name} || true`).trim()).find(Boolean);
  if (!found) throw new Error(`There is no Chromium: neither from npm nor as ${names.join(', ')}.`);
  return { executable: found, libraries: process.env['LD_LIBRARY_PATH'] };
}

/** Else Chromium would only say that it cannot be started. */
function askForLibraries(executable, env) {
  const { stdout = '' } = spawnSync('ldd', [executable], { env, encoding: 'utf8' });
  const missing = Array.from(stdout?.matchAll(/^\s*(\S+) => not found/gm) ?? [], ([, library]) => library);
  if (missing.length > 0) throw new Error(`Chromium needs ${missing.join(', ')}, which this machine lacks.`);
}

/** Only the fonts of the packages, so that lines break at the same words everywhere. */
function fontsOf(tools) {
  const file = join(tools, 'fonts.conf');
  const families = { 'sans-serif': 'Noto Sans', monospace: 'Noto Sans Mono' };
  const aliases = Object.entries(families).map(
    ([generic, family]) =>
      `<alias binding="same"><family>${generic}</family><prefer><family>${family}</family><family>Noto Color Emoji</family></prefer></alias>`,
  );
  mkdirSync(join(tools, 'fonts-cache'), { recursive: true });
  writeFileSync(
    file,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>${join(tools, 'node_modules/@expo-google-fonts')}</dir>
<cachedir>${join(tools, 'fonts-cache')}</cachedir>
${aliases.join('\n')}
</fontconfig>
`,
  );
  return file;
}

function run(command, ...words) {
  const { status, stdout, stderr, error } = spawnSync(command, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${words.join(' ')} failed: ${error ?? stderr}`);
  return stdout;
}
