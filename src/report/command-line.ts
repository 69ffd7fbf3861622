import { oneLine } from './markdown.ts';

/** Writes a command's arguments as a line that a POSIX shell takes apart into the same arguments. */
export const commandLine = (args: readonly string[]): string => args.map(quote).join(' ');

function quote(argument: string): string {
  const text = oneLine(argument);
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
