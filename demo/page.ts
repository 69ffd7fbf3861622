import { escapeHtml, renderMarkdown } from './markdown.ts';

/** One story of the demo, told. */
export interface Chapter {
  readonly title: string;
  /** What is to be seen, a sentence or two. */
  readonly about: string;
  /** The job summary, Markdown. */
  readonly summary: string;
  readonly succeeded: boolean;
  readonly seconds: number;
}

/** One page with every job summary, to open from disk: it loads nothing and runs no script. */
export function renderPage(chapters: readonly Chapter[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>Attach Azure Machine Learning compute: job summaries of the demo</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>Job summaries of the demo</h1>
<p>What the action leaves on the page of a workflow run, shown about as GitHub shows it. The Azure behind it was an
imitation on this machine.</p>
<nav><ol>
${chapters.map(entry).join('\n')}
</ol></nav>
</header>
<main>
${chapters.map(section).join('\n')}
</main>
</body>
</html>
`;
}

function entry(chapter: Chapter, index: number): string {
  return `<li><a href="#story-${index + 1}">${escapeHtml(chapter.title)}</a></li>`;
}

function section({ title, about, summary, succeeded, seconds }: Chapter, index: number): string {
  const outcome = `${succeeded ? 'succeeded' : 'failed'} in ${seconds.toFixed(1)} s`;
  return `<section id="story-${index + 1}">
<h2>${index + 1}. ${escapeHtml(title)}</h2>
<p>${withCode(escapeHtml(about))}</p>
<article>
<div class="bar"><span>attach summary</span><span class="${succeeded ? 'succeeded' : 'failed'}">Step ${outcome}</span></div>
<div class="markdown">
${renderMarkdown(summary)}
</div>
</article>
</section>`;
}

/** Words between backticks are code. */
function withCode(html: string): string {
  return html.replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

const style = `
:root {
  color-scheme: light dark;
  --background: light-dark(#ffffff, #0d1117);
  --inset: light-dark(#f6f8fa, #151b23);
  --text: light-dark(#1f2328, #f0f6fc);
  --quiet: light-dark(#59636e, #9198a1);
  --border: light-dark(#d1d9e0, #3d444d);
  --link: light-dark(#0969da, #4493f8);
  --good: light-dark(#1a7f37, #3fb950);
  --bad: light-dark(#d1242f, #f85149);
  --attention: light-dark(#9a6700, #d29922);
  --code: light-dark(#818b981f, #656c7633);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 24px 16px 64px; max-width: 1012px;
  background: var(--background); color: var(--text);
  font: 16px/1.5 -apple-system, BlinkMacSystemFont, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif,
    'Apple Color Emoji', 'Segoe UI Emoji', 'Noto Color Emoji';
  overflow-wrap: break-word;
}
a { color: var(--link); text-underline-offset: .2em; }
header h1 { font-size: 32px; line-height: 1.25; margin: 0 0 8px; }
header p, section > p { color: var(--quiet); margin: 0 0 12px; max-width: 90ch; }
header ol { padding-left: 24px; margin: 0; }
section { margin-top: 64px; scroll-margin-top: 16px; }
section > h2 { font-size: 26px; line-height: 1.25; margin: 0 0 8px; }
article { border: 1px solid var(--border); border-radius: 6px; overflow: hidden; }
.bar {
  display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 16px; padding: 8px 16px;
  background: var(--inset); border-bottom: 1px solid var(--border); font-size: 14px; font-weight: 600;
}
.succeeded { color: var(--good); }
.failed { color: var(--bad); }
.markdown { padding: 16px; }
.markdown :is(h1, h2, h3, h4, h5, h6) { margin: 24px 0 16px; line-height: 1.25; font-weight: 600; }
.markdown :is(h1, h2) { padding-bottom: .3em; border-bottom: 1px solid color-mix(in srgb, var(--border) 70%, transparent); }
.markdown h1 { font-size: 2em; }
.markdown h2 { font-size: 1.5em; }
.markdown h3 { font-size: 1.25em; }
.markdown :is(h4, h5, h6) { font-size: 1em; }
.markdown :is(p, ul, ol, pre, blockquote, details, .scroll) { margin: 0 0 16px; }
.markdown > :first-child { margin-top: 0; }
.markdown > :last-child, .markdown details > :last-child { margin-bottom: 0; }
.markdown :is(ul, ol) { padding-left: 2em; }
section > p code, .markdown :is(code, tt, samp) {
  padding: .2em .4em; border-radius: 6px; background: var(--code);
  font: 85% ui-monospace, SFMono-Regular, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace; white-space: break-spaces;
}
section > p code { display: inline-block; padding-block: 0; }
.markdown pre { padding: 16px; border-radius: 6px; background: var(--inset); overflow: auto; line-height: 1.45; }
.markdown pre code { padding: 0; background: none; font-size: 85%; white-space: pre; overflow-wrap: normal; }
.scroll { overflow-x: auto; }
/* What goes on beyond the edge fades out there, until it is scrolled to. */
@property --beyond { syntax: '<length>'; inherits: false; initial-value: 0px; }
@keyframes to-the-end { from { --beyond: 24px; } to { --beyond: 0px; } }
.scroll, .markdown pre {
  mask-image: linear-gradient(to left, transparent, black var(--beyond));
  animation: to-the-end linear; animation-timeline: scroll(self inline);
}
table { border-collapse: collapse; width: max-content; max-width: 100%; overflow-wrap: normal; }
th, td { padding: 6px 13px; border: 1px solid var(--border); text-align: left; vertical-align: top; }
th { font-weight: 600; }
tr:nth-child(2n) td { background: var(--inset); }
blockquote { padding: 0 1em; color: var(--quiet); border-left: .25em solid var(--border); }
blockquote.alert { padding: 8px 16px; color: inherit; }
blockquote.alert > :last-child { margin-bottom: 0; }
.alert:is(.note, .important) { border-color: var(--link); }
.alert.tip { border-color: var(--good); }
.alert.warning { border-color: var(--attention); }
.alert.caution { border-color: var(--bad); }
.alert:is(.note, .important) strong:first-child { color: var(--link); }
.alert.tip strong:first-child { color: var(--good); }
.alert.warning strong:first-child { color: var(--attention); }
.alert.caution strong:first-child { color: var(--bad); }
details > summary { cursor: pointer; }
details[open] > summary { margin-bottom: 8px; }
.diagram svg { display: block; margin: 0 auto; }
hr { height: .25em; border: 0; background: var(--border); margin: 24px 0; }
@media (min-width: 900px) {
  .diagram svg { zoom: 1.2; }
}
@media (max-width: 600px) {
  body { padding: 16px 12px 48px; }
  .bar { padding: 8px 12px; }
  .markdown { padding: 12px; }
  .markdown table { font-size: 14px; }
  .markdown pre { padding: 12px; }
}
`;
