/** Whether these first bytes begin an SVG drawing, behind a declaration and comments at most. */
export function looksLikeSvg(head: Uint8Array): boolean {
  const text = new TextDecoder().decode(head.subarray(0, 65_536));
  return /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[^]*?-->\s*|<!DOCTYPE[^[>]*(?:\[[^\]]*\]\s*)?>\s*)*<(?:[\w-]+:)?svg[\s/>]/i.test(
    text,
  );
}

const MOST_BYTES = 5 * 2 ** 20;

/**
 * Reads the text of a drawing when it stands for itself alone.
 *
 * @returns its text, or why it is refused: anything that reaches outside the file (links, style imports, entities, pictures in it)
 *   or that runs (scripts, foreign content).
 */
export function readSvg(bytes: Uint8Array): { text: string } | { refused: string } {
  if (bytes.length > MOST_BYTES) return { refused: 'is larger than 5 MB' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { refused: 'is not UTF-8 text' };
  }
  if (text.includes('\0')) return { refused: 'is not UTF-8 text' };
  const encoding = /^\s*<\?xml[^>]*encoding\s*=\s*["']([^"']*)/i.exec(text)?.[1];
  if (encoding !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(encoding))
    return { refused: 'is not UTF-8 text' };
  // A character may also be written as a reference: what is read is checked, and what it stands for.
  for (const seen of [text, unescaped(text)]) {
    const refused = reason(seen);
    if (refused !== undefined) return { refused };
  }
  return { text };
}

function reason(text: string): string | undefined {
  if (/<!ENTITY|<!DOCTYPE[^>]*\[/i.test(text)) return 'defines entities';
  if (/<\?xml-stylesheet/i.test(text)) return 'names a style sheet';
  if (/<\s*(?:[\w.-]+:)?script\b/i.test(text)) return 'has a script';
  if (/<\s*(?:[\w.-]+:)?(?:foreignObject|iframe|object|embed|audio|video)\b/i.test(text))
    return 'has foreign content';
  for (const [, value = ''] of text.matchAll(/\b(?:href|src)\s*=\s*["']?\s*([^\s"'>]*)/gi)) {
    if (!value.startsWith('#')) return 'refers to something outside itself';
  }
  if (/@import|\b(?:image|image-set|src)\s*\(/i.test(text)) return 'refers to something outside itself';
  for (const [, value = ''] of text.matchAll(/url\s*\(\s*["']?\s*([^\s"')]*)/gi)) {
    if (!value.startsWith('#')) return 'refers to something outside itself';
  }
  // In style sheets a backslash can spell `url` without its letters.
  const styles = [
    ...text.matchAll(/<\s*(?:[\w.-]+:)?style\b[^]*?<\s*\/|\bstyle\s*=\s*(?:"[^"]*"|'[^']*')/gi),
  ];
  if (styles.some(([style]) => style.includes('\\'))) return 'has escaped characters in its style';
  return undefined;
}

function unescaped(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|quot|apos|amp));/gi,
    (whole, hex, dec, name) => {
      if (name) return named[String(name).toLowerCase()] ?? whole;
      const code = hex ? Number.parseInt(String(hex), 16) : Number(dec);
      return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : '';
    },
  );
}
