import type { Span } from '../source.ts';
import type { ImageDraft } from './blocks.ts';

/** Marp's picture keywords: they lay a picture out and describe nothing. */
const MARP_WORD =
  /^(?:bg|fit|cover|contain|auto|vertical|horizontal|left(?::[\d.]+%)?|right(?::[\d.]+%)?|(?:w|h|width|height):[\w.%]+|[\d.]+%|(?:blur|brightness|contrast|drop-shadow|grayscale|hue-rotate|invert|opacity|saturate|sepia)(?::\S+)?)$/i;

/** A picture from its parts as the parser gives them. `span` is the whole of it; it is narrowed to the path where that is found. */
export function imageDraft(
  text: string,
  span: Span,
  parts: { url: string; alt: string; title?: string | null | undefined },
): ImageDraft {
  const { alt, background } = readAlt(parts.alt);
  return {
    path: decodePath(parts.url),
    alt,
    ...(parts.title ? { title: parts.title } : {}),
    ...(background ? { background } : {}),
    span: pathSpan(text, span, parts.url),
  };
}

/** `![alt](a path.png)` and `![[path.png]]`, which are pictures to a writer but not to Markdown. */
const LOOSE =
  /!\[([^\]\r\n]{0,500})\]\(([^()<>\r\n]{1,500})\)|!\[\[([^\]|\r\n]{1,500})(?:\|([^\]\r\n]{0,500}))?\]\]/g;

/** Takes the loosely written pictures out of text; `from` is where the text's own source begins. */
export function looseImages(source: string, span: Span): { images: ImageDraft[]; patterns: string[] } {
  const images: ImageDraft[] = [];
  const patterns: string[] = [];
  for (const match of source.slice(span.start, span.end).matchAll(LOOSE)) {
    const wiki = match[3];
    const path = (wiki ?? match[2] ?? '').trim();
    if (!/\.\w{2,5}$/.test(path) || (wiki === undefined && !path.includes(' '))) continue;
    const start = span.start + match.index + match[0].indexOf(path);
    const { alt, background } = readAlt((wiki === undefined ? match[1] : match[4]) ?? '');
    images.push({
      path: decodePath(path),
      alt,
      ...(background ? { background } : {}),
      span: { start, end: start + path.length },
      ...(wiki === undefined ? { unbracketed: true } : {}),
    });
    patterns.push(match[0]);
  }
  return { images, patterns };
}

function readAlt(alt: string): { alt: string; background?: 'full' | 'left' | 'right' } {
  const words = alt.split(/\s+/).filter(Boolean);
  const isMarp = words.some((word) => /^bg$/i.test(word) || /^(?:w|h|width|height):/i.test(word));
  // Obsidian's size: `name|300`.
  const rest = (isMarp ? words.filter((word) => !MARP_WORD.test(word)) : words)
    .join(' ')
    .replace(/\|\d+(?:x\d+)?$/, '');
  if (!words.some((word) => /^bg$/i.test(word))) return { alt: rest };
  const side = words.find((word) => /^(?:left|right)(?::|$)/i.test(word));
  return { alt: rest, background: side ? (/^left/i.test(side) ? 'left' : 'right') : 'full' };
}

function decodePath(url: string): string {
  if (!url.includes('%')) return url;
  try {
    return decodeURIComponent(url);
  } catch {
    // A lone `%` is part of the name.
    return url;
  }
}

function pathSpan(text: string, span: Span, url: string): Span {
  const from = text.indexOf('](', span.start);
  const start = from < 0 || url === '' ? -1 : text.indexOf(url, from + 2);
  return start >= 0 && start + url.length <= span.end ? { start, end: start + url.length } : span;
}
