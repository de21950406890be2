import type { CardNote, CardSpec } from './card.ts';
import { textsOf } from './content.ts';
import type { Fitted } from './fit.ts';
import { frameOf } from './grid.ts';
import { missingGlyphs } from './glyphs.ts';

const LONG_HEADING = 90;
const LONG_CODE = 14;
const MANY_ITEMS = { wide: 7, narrow: 5 } as const;
/** From this step down a writer should know. */
const SHRUNK = 0.76;

/** What the writer of the scene should know about its card. */
export function notesFor(spec: CardSpec, fitted: Fitted): CardNote[] {
  return [...sizeNotes(fitted), ...amountNotes(spec), ...glyphNotes(spec)];
}

function sizeNotes(fitted: Fitted): CardNote[] {
  const notes: CardNote[] = [];
  const pages = fitted.pages.length;
  if (fitted.left) {
    const message =
      'This is far too much for the screen: the end of it is left off. Make several scenes of it.';
    notes.push({ code: 'aura/text-split', message });
  } else if (pages > 1) {
    const message = `The text is too long for one card and is split into ${pages}. Shorten it, or make ${pages} scenes of it.`;
    notes.push({ code: 'aura/text-split', message });
  } else if (fitted.scale <= SHRUNK) {
    const percent = Math.round(fitted.scale * 100);
    const message = `The text only fits at ${percent} % of its size. Shorten it to have it larger.`;
    notes.push({ code: 'aura/text-shrunk', message });
  }
  return notes;
}

function amountNotes({ content, width, height }: CardSpec): CardNote[] {
  const notes: CardNote[] = [];
  const heading =
    'heading' in content ? content.heading : content.kind === 'title' ? content.title : undefined;
  if (heading !== undefined && heading.length > LONG_HEADING) {
    const message = `The heading has ${heading.length} characters; up to ${LONG_HEADING} can be read at a glance.`;
    notes.push({ code: 'aura/long-heading', message });
  }
  const most = frameOf(width, height).shape === 'wide' ? MANY_ITEMS.wide : MANY_ITEMS.narrow;
  if ((content.kind === 'list' || content.kind === 'beside') && content.items.length > most) {
    const message = `There are ${content.items.length} items; more than ${most} are hard to follow on one card.`;
    notes.push({ code: 'aura/many-items', message });
  }
  const lines = content.kind === 'code' ? content.code.trimEnd().split('\n').length : 0;
  if (lines > LONG_CODE) {
    const message = `The code has ${lines} lines; up to ${LONG_CODE} stay large enough to read.`;
    notes.push({ code: 'aura/long-code', message });
  }
  return notes;
}

function glyphNotes(spec: CardSpec): CardNote[] {
  const text = [...textsOf(spec.content), spec.eyebrow ?? ''].join(' ').slice(0, 20_000);
  const missing = missingGlyphs(text, spec.theme, spec.language);
  if (missing.length === 0) return [];
  const shown = missing.slice(0, 8).map((char) => `${char} (U+${codePoint(char)})`);
  const more = missing.length > shown.length ? ` and ${missing.length - shown.length} more` : '';
  const message = `No installed font can draw ${shown.join(', ')}${more}. Install a font for this script, or write it otherwise.`;
  return [{ code: 'aura/missing-glyph', message }];
}

function codePoint(char: string): string {
  return (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
