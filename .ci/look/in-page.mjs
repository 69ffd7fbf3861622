/*
 * What is asked of a page from inside it. Each function is sent to Chromium on its own, so it can call nothing around it.
 */

/** Where the head of the page and each of its stories lies, from edge to edge, and whether something in it is folded away. */
export function chapters() {
  return [...document.querySelectorAll('body > header, section')].map((chapter) => {
    const { top, height } = chapter.getBoundingClientRect();
    const margin = 16;
    return {
      clip: { x: 0, y: Math.max(0, top + scrollY - margin), width: innerWidth, height: height + 2 * margin },
      folded: chapter.querySelector('details:not([open])') !== null,
    };
  });
}

/** Opens all that is folded away. */
export function unfold() {
  for (const details of document.querySelectorAll('details')) details.open = true;
}

/** What is wider than the place that it has, unless it may be scrolled: nobody sees its end. */
export function overflowing() {
  const { scrollWidth, clientWidth } = document.scrollingElement;
  const mayScroll = '.scroll, pre';
  const wide = [...document.body.querySelectorAll('*')].filter(
    (element) =>
      element.clientWidth > 0 &&
      element.scrollWidth > element.clientWidth + 1 &&
      !element.matches(mayScroll) &&
      !element.closest('svg'),
  );
  return [
    ...(scrollWidth > clientWidth
      ? [`the page is ${scrollWidth} px wide on a screen of ${clientWidth} px`]
      : []),
    ...wide.map(
      (element) =>
        `<${element.localName} class="${element.className}"> is too wide: ${element.textContent.slice(0, 60)}`,
    ),
  ];
}

/** Words that stand out too little from what is behind them, by WCAG 2.2, 1.4.3: AA asks for 4.5 to 1. */
export function faintWords() {
  const least = 4.5;
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
  const context = canvas.getContext('2d', { willReadFrequently: true });

  /** The color that is seen when all of these lie on each other. */
  const mix = (colors) => {
    for (const color of ['white', ...colors]) {
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
    }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (color) => {
    const [red, green, blue] = color
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (lighter + 0.05) / (darker + 0.05);
  };
  const behind = (element) => {
    const colors = [];
    for (let each = element; each; each = each.parentElement)
      colors.unshift(getComputedStyle(each).backgroundColor);
    const box = element.closest('svg g')?.querySelector('rect');
    return box ? [...colors, getComputedStyle(box).fill] : colors;
  };

  const faint = [];
  const judged = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const words = texts.currentNode.data.trim();
    if (!/[\p{L}\p{N}]/u.test(words) || !element.checkVisibility() || element.localName === 'style') continue;
    const style = getComputedStyle(element);
    const ground = behind(element);
    const colors = [...ground, element.closest('svg') ? style.fill : style.color];
    if (judged.has(`${colors}`)) continue;
    judged.add(`${colors}`);
    const ratio = contrast(mix(ground), mix(colors));
    if (ratio < least)
      faint.push(
        `${ratio.toFixed(2)} to 1 is too little contrast: <${element.localName}> ${words.slice(0, 60)}`,
      );
  }
  return faint;
}

/** The words of every node of every drawing inside `selector` that is to be seen. */
export function drawings(selector) {
  const visible = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0;
  };
  return [...document.querySelectorAll(selector)].map((drawing) =>
    [...drawing.querySelectorAll('.node')].filter(visible).map((node) => node.textContent),
  );
}

/** What must not be there: code, and addresses that are code. */
export function dangers() {
  const addresses = ['href', 'src', 'action', 'formaction', 'xlink:href'];
  const dangerous = [...document.body.querySelectorAll('*')].filter(
    (element) =>
      element.matches('script, iframe, object, embed, form, base, link, meta, img, image') ||
      element
        .getAttributeNames()
        .some(
          (name) =>
            name.startsWith('on') ||
            (addresses.includes(name) && !/^(https:|mailto:|#)/.test(element.getAttribute(name))),
        ),
  );
  return [
    ...(window.__owned ? ['a script of a text ran'] : []),
    ...dangerous.map((element) => `this must not be here: ${element.outerHTML.slice(0, 120)}`),
  ];
}

/** The elements of every summary without the words in them. */
export function skeletons() {
  const told = (element) =>
    `${element.localName} ${element.getAttributeNames()}${element.localName === 'svg' ? element.querySelectorAll('.node').length : ''}`;
  return [...document.querySelectorAll('.markdown')].map((summary) =>
    [...summary.querySelectorAll('*')]
      .filter((element) => !element.parentElement.closest('svg'))
      .map(told)
      .join('\n'),
  );
}

/** Draws as GitHub does, one drawing after the other; tells what Mermaid could not draw. */
export async function drawWithMermaid(sources, scheme) {
  const { mermaid } = window;
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    theme: scheme === 'dark' ? 'dark' : 'default',
  });
  document.body.style.background = scheme === 'dark' ? '#0d1117' : '#ffffff';
  const failures = [];
  for (const [index, source] of sources.entries()) {
    const place = document.body.appendChild(document.createElement('div'));
    try {
      const { svg, bindFunctions } = await mermaid.render(`drawing-${index + 1}`, source);
      place.innerHTML = svg;
      bindFunctions?.(place);
    } catch (error) {
      failures.push(`Mermaid cannot draw diagram ${index + 1}: ${error}`);
    }
  }
  for (const node of document.querySelectorAll('.node'))
    node.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  return failures;
}
