/**
 * Looks at the pages of the demo, and at hostile ones, with a real Chromium: `node .ci/look/main.mjs TOOLS OUTPUT`, the
 * folder with the packages that look.sh installs, and the one that the demo wrote. Exits with 1 when anything is wrong.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderPage } from '../../demo/page.ts';
import { startBrowser } from './browser.mjs';
import { labelsIn, sourcesIn } from './diagrams.mjs';
import { hostileStories, unescapedPage } from './hostile.ts';
import {
  chapters,
  dangers,
  drawings,
  drawWithMermaid,
  faintWords,
  overflowing,
  skeletons,
  unfold,
} from './in-page.mjs';

const [tools, output] = process.argv.slice(2).map((folder) => resolve(folder));
const pictures = join(output, 'pictures');

/** A phone has two pixels where a page counts one. */
const screens = [
  { name: 'wide', width: 1200, height: 900, deviceScaleFactor: 1 },
  { name: 'phone', width: 390, height: 844, deviceScaleFactor: 2 },
];
const looks = screens.flatMap((screen) => ['light', 'dark'].map((scheme) => ({ screen, scheme })));

let faults = 0;
let taken = 0;
rmSync(pictures, { recursive: true, force: true });
mkdirSync(pictures, { recursive: true });

const started = performance.now();
const stories = readdirSync(output)
  .filter((name) => /^\d+-.*\.md$/.test(name))
  .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
  .map((name) => ({ name: name.replace(/\.md$/, ''), summary: readFileSync(join(output, name), 'utf8') }));
const hostile = hostileStories();

const browser = await startBrowser(tools);
say(`Looking with ${await browser.version()}`);
for (const look of looks) {
  await lookAtStories(look);
  await lookAtHostileStories(look);
  await lookAtUnescaped(look);
}
await lookAtHostileDiagrams(looks[0]);
await browser.close();
say(`${taken} pictures of ${stories.length} stories in ${seconds()} s, ${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;

/** The page of the demo, as it opens and with all that is folded away, and what Mermaid itself draws. */
async function lookAtStories(look) {
  const judge = judgeOf('summaries.html', look);
  await open(look, pathToFileURL(join(output, 'summaries.html')), judge, async (tab) => {
    const names = ['0-contents', ...stories.map(({ name }) => name)];
    const asItOpens = await tab.evaluate(chapters);
    if (asItOpens.length !== names.length)
      throw new Error('The page and the Markdown tell different stories.');
    for (const [index, { clip }] of asItOpens.entries())
      await photograph(tab, `${names[index]}.${nameOf(look)}`, { clip });
    judge(await tab.evaluate(overflowing));
    await tab.evaluate(unfold);
    for (const [index, { clip }] of (await tab.evaluate(chapters)).entries())
      if (asItOpens[index].folded)
        await photograph(tab, `${names[index]}.${nameOf(look)}.unfolded`, { clip });
    await examine(tab, stories, judge);
  });
  const judgeMermaid = judgeOf('Mermaid', look);
  await open(look, undefined, judgeMermaid, async (tab) => {
    await examineMermaid(tab, look, stories, judgeMermaid);
    await photograph(tab, `mermaid.${nameOf(look)}`, { fullPage: true });
  });
}

async function lookAtHostileStories(look) {
  const judge = judgeOf('the hostile page', look);
  await open(look, keep('hostile.html', renderPage(hostile)), judge, async (tab) => {
    await tab.evaluate(unfold);
    await examine(tab, hostile, judge);
    const [harmless, ...others] = await tab.evaluate(skeletons);
    judge(
      others.flatMap((each, index) =>
        each === harmless
          ? []
          : [`${JSON.stringify(hostile[index + 1].text)} changes what the page consists of`],
      ),
    );
  });
}

/** What a text does to Mermaid does not depend on the screen. */
async function lookAtHostileDiagrams(look) {
  const judge = judgeOf('Mermaid of the hostile page', look);
  await open(look, undefined, judge, (tab) => examineMermaid(tab, look, hostile, judge));
}

/** Nothing has to look well here, and the policy of the page may say what it kept out. */
async function lookAtUnescaped(look) {
  const judge = judgeOf('the unescaped page', look);
  const unlessKeptOut = (found) => judge(found.filter((fault) => !/Content Security Policy/.test(fault)));
  await open(look, keep('unescaped.html', unescapedPage()), unlessKeptOut, async (tab) => {
    await tab.evaluate(unfold);
    judge((await tab.evaluate(dangers)).filter((fault) => !/<img src="[^"]*"( alt="[^"]*")?>$/.test(fault)));
  });
}

/** Everything that has to be right on a page with these stories. */
async function examine(tab, told, judge) {
  judge(await tab.evaluate(overflowing));
  judge(await tab.evaluate(faintWords));
  judge(await tab.evaluate(dangers));
  judge(unlike(told, await tab.evaluate(drawings, '.diagram svg')));
  judge(
    /flowchart LR/.test(await tab.evaluate('document.body.textContent'))
      ? ['a diagram was left undrawn']
      : [],
  );
}

async function examineMermaid(tab, { scheme }, told, judge) {
  await tab.setContent('<!doctype html><meta charset="utf-8"><body></body>');
  await tab.addScriptTag({ path: join(tools, 'package/dist/mermaid.min.js') });
  const sources = told.flatMap(({ summary }) => sourcesIn(summary));
  judge(await tab.evaluate(drawWithMermaid, sources, scheme));
  judge(unlike(told, await tab.evaluate(drawings, 'body > div > svg')));
  await tab.evaluate('document.querySelectorAll("script").forEach((script) => script.remove())');
  judge(await tab.evaluate(dangers));
}

/** Where what was drawn does not say what the diagrams of the summaries say. */
function unlike(told, drawn) {
  const expected = told.flatMap(({ summary }) => sourcesIn(summary).map(labelsIn));
  const plain = (words) => words.replaceAll(/\s/g, '');
  const counts =
    expected.length === drawn.length ? [] : [`${drawn.length} drawings of ${expected.length} diagrams`];
  const words = expected.flatMap((labels, index) => {
    const [wanted, there] = [labels, drawn[index] ?? []].map((all) => all.map(plain).sort().join(' | '));
    return wanted === there ? [] : [`diagram ${index + 1} should say ${wanted}, not ${there}`];
  });
  return [...counts, ...words];
}

/** Lets `use` have a tab, and judges what the page does while it is open: it may ask for nothing and say nothing. */
async function open({ screen, scheme }, address, judge, use) {
  const tab = await browser.newPage();
  await tab.setViewport(screen);
  await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await tab.setRequestInterception(true);
  tab.on('request', (request) => {
    const own = request.url() === address?.href || request.url().startsWith('data:');
    if (!own) judge([`it asks for ${request.url()}`]);
    return own ? request.continue() : request.abort();
  });
  tab.on('console', (message) => judge([`the console says: ${message.text()}`]));
  tab.on('pageerror', (error) => judge([`a script fails: ${error}`]));
  tab.on('popup', () => judge(['it opens a window']));
  tab.on('dialog', (dialog) => {
    judge([`it opens a dialog: ${dialog.message()}`]);
    return dialog.dismiss();
  });
  if (address) await tab.goto(address.href);
  await use(tab);
  await tab.close();
}

async function photograph(tab, name, how) {
  const file = join(pictures, `${name}.png`);
  const bytes = await tab.screenshot({ path: file, captureBeyondViewport: true, ...how });
  taken += 1;
  say(`${file} ${Math.ceil(bytes.length / 1_024)} KiB`);
}

function keep(name, html) {
  const file = join(tools, name);
  writeFileSync(file, html);
  return pathToFileURL(file);
}

function judgeOf(what, look) {
  return (found) => {
    faults += found.length;
    for (const fault of found) say(`WRONG with ${what}, ${nameOf(look)}: ${fault}`);
  };
}

function nameOf({ screen, scheme }) {
  return `${screen.name}.${scheme}`;
}

function seconds() {
  return ((performance.now() - started) / 1_000).toFixed(1);
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
