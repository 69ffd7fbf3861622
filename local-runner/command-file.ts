/**
 * Reads a file like GITHUB_OUTPUT: `name=value` lines and `name<<DELIMITER` blocks.
 * @throws Error on what the runner would refuse too.
 */
export function readCommandFile(text: string): Record<string, string> {
  const lines = text.split(/\r?\n/);
  const values: Record<string, string> = {};
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const block = /^(?<name>[^=]+?)<<(?<delimiter>.+)$/.exec(line)?.groups;
    if (block?.['name'] && block['delimiter']) {
      const end = lines.indexOf(block['delimiter'], at + 1);
      if (end < 0) throw new Error(`No line ${block['delimiter']} ends the value of ${block['name']}.`);
      values[block['name']] = lines.slice(at + 1, end).join('\n');
      at = end;
    } else {
      const equals = line.indexOf('=');
      if (equals < 1) throw new Error(`Invalid format '${line}'.`);
      values[line.slice(0, equals)] = line.slice(equals + 1);
    }
  }
  return values;
}
