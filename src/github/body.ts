import { link } from '../report/markdown.ts';

/** What GitHub takes as the body of an issue or a comment. Here a surrogate pair counts as two, there as one. */
export const mostCharacters = 65_536;

interface Content {
  /** See `markerOf`. */
  readonly marker: string;
  readonly markdown: string;
  /** Where the whole text is, when it is too long for GitHub. */
  readonly summaryUrl: string;
}

/**
 * Makes the body of a comment or an issue: the marker, then the text. What is too long for GitHub is cut after a line, outside
 * of code fences, and what it leaves open is closed.
 * @param most characters; has to have room for the marker and for the words that say what was left out
 */
export function makeBody({ marker, markdown, summaryUrl }: Content, most = mostCharacters): string {
  const text = markdown.toWellFormed().trimEnd();
  const whole = `${marker}\n${text}\n`;
  if (whole.length <= most) return whole;
  const ending = `This is not all: GitHub takes no longer text here. The ${link('job summary', summaryUrl)} has the rest.\n`;
  const room = most - marker.length - ending.length - '\n'.length - '\n\n'.length;
  return `${marker}\n${shorten(text, room)}\n\n${ending}`;
}

/** True when a body is what GitHub has: its web pages write other line breaks than its API is given. */
export const sameBody = (one: string, other: string): boolean => tidied(one) === tidied(other);

const tidied = (body: string): string => body.replaceAll('\r\n', '\n').trimEnd();

/** The longest beginning of a text that ends where it may, with what closes it. */
function shorten(text: string, room: number): string {
  let kept = '';
  for (const { end, open } of places(text, room)) {
    const closing = '\n\n</details>'.repeat(open);
    if (end + closing.length <= room) kept = `${text.slice(0, end)}${closing}`;
  }
  return kept;
}

/** Where a line of a text ends. */
interface Place {
  readonly end: number;
  /** How many `<details>` are open there. */
  readonly open: number;
  /** True inside a block of HTML, which goes on to the next blank line. */
  readonly html: boolean;
  readonly fence: Fence | undefined;
}

const start: Place = { end: -1, open: 0, html: false, fence: undefined };

/** Where a text may be cut. */
function* places(text: string, room: number): Generator<Place> {
  const lines = text.split('\n');
  let place = start;
  for (const [index, line] of lines.entries()) {
    place = after(place, line);
    if (place.end > room) return;
    if (!place.fence && !leadsOn(line, lines[index + 1] ?? '')) yield place;
  }
}

function after({ end, open, html, fence }: Place, line: string): Place {
  const inHtml = line.trim() !== '' && (html || /^ {0,3}</.test(line));
  const inFence = fence ? stillOpen(fence, line) : openedBy(line, inHtml);
  const change =
    fence || inFence ? 0 : countOf(/<details(?=[\s>]|$)/gi, line) - countOf(/<\/details\s*>/gi, line);
  return { end: end + 1 + line.length, open: Math.max(0, open + change), html: inHtml, fence: inFence };
}

/** A code fence, which the same characters close, as many or more. */
interface Fence {
  readonly run: string;
  /** In a list, a quotation or HTML it is not told what closes it, if it is one at all: it is taken to stay open. */
  readonly nested: boolean;
}

function openedBy(line: string, html: boolean): Fence | undefined {
  const [, before = '', run] = /^([\s>]*(?:(?:[-*+]|\d+[.)])\s+)*)(`{3,}(?!.*`)|~{3,})/.exec(line) ?? [];
  return run === undefined ? undefined : { run, nested: html || before !== '' };
}

function stillOpen(fence: Fence, line: string): Fence | undefined {
  const [, run] = /^ {0,3}(`{3,}|~{3,})\s*$/.exec(line) ?? [];
  return !fence.nested && run?.startsWith(fence.run) ? undefined : fence;
}

/** True after what is nothing without what follows: a heading, the head of a table, a summary. */
const leadsOn = (line: string, next: string): boolean =>
  line.trim() === '' ||
  /^ {0,3}#{1,6}(?:\s|$)/.test(line) ||
  /^\s*<(?:details|summary)\b(?!.*<\/details)/i.test(line) ||
  isDelimiterRow(line) ||
  isDelimiterRow(next);

const isDelimiterRow = (line: string): boolean => /^[\s|:-]+$/.test(line) && line.includes('-');

const countOf = (pattern: RegExp, text: string): number => text.match(pattern)?.length ?? 0;
