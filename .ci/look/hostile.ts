import { type Chapter, renderPage } from '../../demo/page.ts';
import type { Report } from '../../src/report/report.ts';
import { renderSummary } from '../../src/report/summary.ts';
import { reportSaying } from '../../test/report/hostile.ts';

/* Pages that say what an attacker would have them say: in names, in messages of services, in the stories' own words. */

const code = 'window.__owned=1';
const elsewhere = 'https://owned.invalid/x';

/** The first is harmless: what the others come to must look like it. */
const texts: Readonly<Record<string, string>> = {
  'plain words': 'plain words',
  'workflow commands': '::error file=a.ts,line=1::owned\n::add-mask::a\n##[error]owned\n::stop-commands::x',
  script: `</code></td><script>${code}</script>`,
  'image that fails': `<img src=${elsewhere} onerror="${code}">`,
  'SVG that loads': `<svg onload=${code}><style>* { display: none }</style></svg>`,
  'address of code': `[owned](javascript:${code}) <a href="javascript:${code}">owned</a> ![owned](${elsewhere})`,
  'click in a diagram': `x"]\n  click workspace call eval("${code}")\n  click compute href "javascript:${code}"\n  x["x`,
  'directive of a diagram': `%%{init: {"securityLevel": "loose", "themeCSS": "* { display: none }"}}%%`,
  'HTML in a diagram': `#lt;img src=x onerror=${code}#gt; x"] --> owned["<img src=x onerror=${code}>`,
  'end of a diagram': '\nend\n```\n</details>\n~~~~\n`` ``` ````',
  'end of a table': 'a | b |\n| --- |\n\n# owned',
  'terminal codes': '\u001b[31mred\u001b[0m \u001b]8;;https://owned.invalid\u0007owned\u001b]8;;\u0007',
  'marks of direction': '\u202eowned\u202c \u2067a\u2069 \u200f \u200b',
  mathematics: `$\\href{javascript:${code}}{x}$ $$\\style{display:none}{x}$$`,
  'one long word': 'W'.repeat(300),
};

/** A summary for each text, escaped as the action does. */
export function hostileStories(): readonly (Chapter & { readonly text: string })[] {
  return Object.values(texts).map((text) => ({
    ...chapterAbout(text),
    summary: renderSummary(linked(reportSaying(text), text)),
    text,
  }));
}

/** The same texts as though the action did not escape them: what is left is the page's own defence. */
export const unescapedPage = (): string =>
  renderPage(Object.values(texts).map((text) => ({ ...chapterAbout(text), summary: unescaped(text) })));

const chapterAbout = (text: string) => ({ title: text, about: text, succeeded: false, seconds: 1 });

const unescaped = (text: string): string =>
  `## ${text}\n\n${text}\n\n| A |\n| --- |\n| ${text} |\n\n<details><summary>${text}</summary>\n\n${text}\n\n</details>\n\n` +
  `\`\`\`mermaid\nflowchart LR\n  workspace["${text}"]\n  compute["b"]\n  workspace --> compute\n\`\`\`\n`;

/** With a name in the address of each compute's page, too. */
const linked = (report: Report, text: string): Report => ({
  ...report,
  computes: report.computes.map((compute) => ({
    ...compute,
    studioUrl: `https://ml.azure.com/compute/${text}/details`,
  })),
});
