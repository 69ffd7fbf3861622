import { describe, expect, test } from '@jest/globals';
import { renderMarkdown } from '../../demo/markdown.ts';
import { renderPage } from '../../demo/page.ts';

describe('a summary as a page', () => {
  test('keeps what GitHub keeps', () => {
    const html = renderMarkdown(
      '| A |\n| --- |\n| `b` |\n\n<details open><summary>c</summary>\n\n[d](https://example.com)\n\n</details>',
    );
    expect(html).toContain('<td><code>b</code></td>');
    expect(html).toContain('<details open><summary>c</summary>');
    expect(html).toContain('<a href="https://example.com">d</a>');
  });

  test.each([
    '<script>alert(1)</script>',
    '<img src=x onerror="alert(1)">',
    '[click](javascript:alert(1))',
    '<a href="javascript:alert(1)">click</a>',
    '<svg onload=alert(1)>',
    '<style>* { display: none }</style>',
    '<iframe srcdoc="alert(1)"></iframe>',
  ])('lets no script or style of a summary through: %s', (hostile) => {
    const html = renderMarkdown(`Name ${hostile}\n\n<details>${hostile}</details>`);
    expect(html).not.toMatch(/<(script|style|svg|iframe)|onerror=|onload=|href="javascript:/i);
  });

  test('draws diagrams, and names in them stay text', () => {
    const html = renderMarkdown('```mermaid\nflowchart LR\n  a["<img src=x onerror=alert(1)>"] --> b\n```');
    expect(html).toContain('<svg');
    expect(html).not.toContain('<img');
    expect(html).not.toContain('@import');
  });

  test('shows the source of a diagram that it cannot draw', () => {
    expect(renderMarkdown('```mermaid\nnonsense <b>\n```')).toContain('nonsense &lt;b&gt;');
  });

  test('has a policy against scripts, and titles are text', () => {
    const story = { title: '<b>title</b>', about: '<i>', summary: 'x', succeeded: true, seconds: 1 };
    const html = renderPage([story]);
    expect(html).toContain(`content="default-src 'none';`);
    expect(html).not.toMatch(/<b>title|<i>/);
  });
});
