/**
 * Makes text from Azure or a user safe inside Markdown and HTML: what either could take for syntax, or for a link, becomes
 * a character reference, and line breaks become spaces.
 */
export const escapeMarkdown = (text: string): string =>
  oneLine(text).replace(syntax, (character) => `&#${character.codePointAt(0)};`);

/**
 * All but plain text; `_` inside a word, `:` without a URL's slashes, `.` without `www` before it, and `-` and numbers that
 * do not begin a list or rule are plain, too.
 */
const syntax =
  /[^\p{L}\p{N} .,;:/'"()?%$’…–_-]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=\/\/)|(?<=www)\.|^-(?=[ -]|$)|(?<=^\d{1,9})[.)](?= |$)/giu;

/** A link, whose address cannot end the attribute that it stands in. */
export const link = (text: string, address: string): string =>
  `<a href="${encodeURI(address).replaceAll('&', '&amp;').replaceAll('"', '%22')}">${escapeMarkdown(text)}</a>`;

/** Escaped text in a code span. */
export const code = (text: string): string => (text === '' ? '' : `<code>${escapeMarkdown(text)}</code>`);

/** A fenced block, whose fence is longer than any in the text. */
export function codeBlock(language: string, text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/** A table of cells that are Markdown already. */
export const table = (header: readonly string[], rows: readonly (readonly string[])[]): string =>
  [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Text without control characters and line breaks. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
