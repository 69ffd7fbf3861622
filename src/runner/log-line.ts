/**
 * Makes a line of the log that the runner cannot take for a workflow command, whatever Azure or a user put into it: control
 * characters go, and line breaks, `::` and `##[` lose the form that the runner looks for.
 */
export const defuse = (line: string): string =>
  line
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .replace(/:(?=:)/g, ': ')
    .replaceAll('##[', '# #[');
