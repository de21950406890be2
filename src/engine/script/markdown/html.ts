import type { CommentDraft, ImageDraft } from './blocks.ts';
import { imageDraft } from './images.ts';

/** Elements whose content is no text of the film. */
const SILENT = new Set(['script', 'style', 'svg', 'template', 'noscript', 'iframe']);

/**
 * Takes HTML apart without interpreting it: its comments, its pictures, and what text is left between the tags.
 * Linear; `start` is where the HTML stands in the scene.
 */
export function htmlParts(
  html: string,
  start: number,
): { comments: CommentDraft[]; images: ImageDraft[]; text: string } {
  const comments: CommentDraft[] = [];
  const images: ImageDraft[] = [];
  let text = '';
  let silent: string | undefined;
  let position = 0;
  while (position < html.length) {
    const open = html.indexOf('<', position);
    if (open < 0) break;
    if (!silent) text += html.slice(position, open);
    if (html.startsWith('<!--', open)) {
      const close = html.indexOf('-->', open + 4);
      const end = close < 0 ? html.length : close;
      comments.push({
        text: html.slice(open + 4, end),
        start: start + open + 4,
        span: { start: start + open, end: start + Math.min(html.length, end + 3) },
      });
      position = end + 3;
      continue;
    }
    const close = html.indexOf('>', open + 1);
    if (close < 0) {
      position = html.length;
      break;
    }
    const tag = html.slice(open + 1, close);
    const name = /^\/?([a-z][\w-]*)/i.exec(tag)?.[1]?.toLowerCase() ?? '';
    if (silent) {
      if (tag.startsWith('/') && name === silent) silent = undefined;
    } else if (SILENT.has(name) && !tag.endsWith('/') && !tag.startsWith('/')) silent = name;
    else if (name === 'br') text += '\n';
    else if (name === 'img') {
      const url = attribute(tag, 'src');
      if (url) {
        const at = html.indexOf(url, open);
        const draft = imageDraft(
          '',
          { start: start + at, end: start + at + url.length },
          { url, alt: attribute(tag, 'alt') },
        );
        images.push(draft);
      }
    } else text += ' ';
    position = close + 1;
  }
  if (!silent && position < html.length) text += html.slice(position);
  return { comments, images, text: text.replace(/[ \t]+/g, ' ').trim() };
}

function attribute(tag: string, name: string): string {
  const match = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(tag);
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? '';
}
