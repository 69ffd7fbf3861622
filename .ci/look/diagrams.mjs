/** The Mermaid sources in a summary. */
export const sourcesIn = (summary) =>
  Array.from(summary.matchAll(/^```mermaid\n(.*?)\n```$/gms), ([, source]) => source);

/** What the nodes of a diagram say, line breaks left out: `#34;` is Mermaid's way to write a character. */
export const labelsIn = (source) =>
  Array.from(source.matchAll(/^ {2}\w+\["(.*)"\]$/gm), ([, label]) =>
    label.replaceAll('<br>', '').replaceAll(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))),
  );
