import { renderMermaidSVG } from 'beautiful-mermaid';
import { Marked } from 'marked';
import sanitizeHtml from 'sanitize-html';

/** A job summary as GitHub shows it: GitHub's Markdown, HTML cut down to what GitHub lets through, diagrams drawn. */
export function renderMarkdown(markdown: string): string {
  const diagrams: string[] = [];
  const marked = new Marked({
    renderer: {
      code: ({ lang, text }) => lang === 'mermaid' && `<pre class="mermaid">${diagrams.push(text) - 1}</pre>`,
    },
  });
  return sanitizeHtml(marked.parse(markdown, { async: false }), whatGitHubLetsThrough)
    .replaceAll(/<blockquote>\s*<p>\[!(\w+)\]\s*(?:<br \/>)?/g, (_, kind: string) => alert(kind))
    .replaceAll('<table>', '<div class="scroll"><table>')
    .replaceAll('</table>', '</table></div>')
    .replaceAll(/<pre class="mermaid">(\d+)<\/pre>/g, (_, index: string) =>
      diagram(diagrams[Number(index)] ?? ''),
    );
}

const whatGitHubLetsThrough: sanitizeHtml.IOptions = {
  allowedTags: [
    'h1 h2 h3 h4 h5 h6 p div span br hr wbr blockquote details summary figure figcaption',
    'b i strong em del ins s strike sup sub mark small abbr q cite time a img picture source',
    'pre code kbd samp tt var ul ol li dl dt dd table caption thead tbody tfoot tr th td',
  ].flatMap((names) => names.split(' ')),
  allowedAttributes: {
    '*': ['align', 'title', 'lang', 'dir', 'aria-label'],
    a: ['href'],
    details: ['open'],
    img: ['alt', 'height', 'src', 'width'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan'],
  },
  allowedClasses: { pre: ['mermaid'] },
  allowedSchemes: ['http', 'https', 'mailto'],
};

function alert(kind: string): string {
  return `<blockquote class="alert ${kind.toLowerCase()}"><p><strong>${kind.charAt(0)}${kind.slice(1).toLowerCase()}</strong><br>`;
}

/** The drawing, or its source where it cannot be drawn here; GitHub draws with Mermaid itself. */
function diagram(source: string): string {
  try {
    const svg = renderMermaidSVG(source, look);
    const drawing = svg.replace(/@import url\('[^']*'\);/, '').replaceAll(texts, decode);
    return `<div class="scroll diagram">${drawing}</div>`;
  } catch {
    return `<pre><code>${escapeHtml(source)}</code></pre>`;
  }
}

const look = {
  bg: 'var(--background)',
  fg: 'var(--text)',
  muted: 'var(--quiet)',
  transparent: true,
  padding: 8,
  layerSpacing: 64,
};

/** What writes the drawing leaves Mermaid's own character references as they are; in HTML they have an ampersand. */
const texts = /(?<=<text\b[^>]*>).*?(?=<\/text>)/gs;
const decode = (text: string): string => text.replaceAll(/#(?=\d+;)/g, '&#');

/** Text made harmless inside HTML. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}
