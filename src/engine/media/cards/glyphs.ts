import { createCanvas } from '@napi-rs/canvas';
import type { SKRSContext2D } from '@napi-rs/canvas';
import { ensureEmoji, fontFamilies } from './fonts.ts';
import { THEMES } from './themes/themes.ts';
import type { ThemeName } from '../../../protocol/protocol.ts';

/** Never drawn on their own: controls, spaces, joiners, variation selectors, soft hyphens. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}]/u;
/** A noncharacter: no font has it, so it draws as the missing glyph does. */
const MISSING = '\u{10FFFF}';
const SIDE = 40;

interface Probe {
  context: SKRSContext2D;
  missingWidth: number;
  missingPixels: Buffer;
  known: Map<string, boolean>;
}

const probes = new Map<string, Probe>();

/**
 * The characters of `text` that no font of the theme or the system can draw, each once, in order of appearance.
 * They are drawn and compared with the missing glyph, so the answer is what the card would really show.
 */
export function missingGlyphs(text: string, theme: ThemeName, language = 'und'): string[] {
  ensureEmoji(text);
  const probe = probeFor(theme, language);
  const missing = new Set<string>();
  for (const char of new Set(text)) {
    if (char <= '~' || INVISIBLE.test(char)) continue;
    if (!drawable(probe, char)) missing.add(char);
  }
  return [...missing];
}

function probeFor(theme: ThemeName, language: string): Probe {
  const font = `${SIDE / 2}px ${fontFamilies(THEMES[theme].faces.text, language)}`;
  let probe = probes.get(font);
  if (!probe) {
    const context = createCanvas(SIDE, SIDE).getContext('2d');
    context.font = font;
    context.fillStyle = '#000000';
    probe = {
      context,
      missingWidth: context.measureText(MISSING).width,
      missingPixels: Buffer.from(pixelsOf(context, MISSING)),
      known: new Map(),
    };
    probes.set(font, probe);
  }
  return probe;
}

function drawable(probe: Probe, char: string): boolean {
  let known = probe.known.get(char);
  if (known === undefined) {
    const width = probe.context.measureText(char).width;
    known =
      Math.abs(width - probe.missingWidth) > 0.01 ||
      !probe.missingPixels.equals(pixelsOf(probe.context, char));
    probe.known.set(char, known);
  }
  return known;
}

function pixelsOf(context: SKRSContext2D, char: string): Buffer {
  context.clearRect(0, 0, SIDE, SIDE);
  context.fillText(char, 4, SIDE * 0.7);
  return context.canvas.data();
}
