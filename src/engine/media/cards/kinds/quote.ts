import type { SceneContent } from '../../../script/scene.ts';
import { noSteps } from '../composition.ts';
import type { Composition } from '../composition.ts';
import { typeOf } from '../setting.ts';
import type { Setting } from '../setting.ts';
import { createStack } from '../stack.ts';
import type { Stack } from '../stack.ts';
import { paragraphDirection } from '../text/direction.ts';
import { measureText } from '../text/typeface.ts';
import { sentencesOf } from '../text/sentences.ts';
import { addEyebrow, addPair } from './header.ts';

/** Another's words, with a hanging mark; verse keeps its lines. */
export function composeQuote(
  content: Extract<SceneContent, { kind: 'quote' }>,
  language: string,
): Composition {
  const units = content.verse
    ? content.text.split(/\r?\n/u).map((line) => line.trim())
    : sentencesOf(content.text, language);
  return {
    dress: 'rim',
    units: units.length,
    unit: (index) => ({ weight: 12 + (units[index]?.length ?? 0), goodStart: units[index - 1] === '' }),
    compose(setting, width, from, to) {
      const stack = createStack(setting, width);
      if (addEyebrow(stack)) stack.gap(0.05 * setting.frame.short);
      addQuotationMark(stack, setting, content.text);
      if (content.verse) addVerse(stack, setting, units.slice(from, to));
      else addWords(stack, setting, units.slice(from, to).join(' '));
      const source = content.attribution?.trim() ?? '';
      if (source !== '' && to === units.length) {
        stack.gap(0.055 * setting.frame.short * setting.scale);
        const [name, where] = splitSource(source);
        addPair(stack, name, where, ['source', 'sourceAside']);
      }
      return stack;
    },
    steps: () => noSteps(),
  };
}

function addWords(stack: Stack, setting: Setting, text: string): void {
  stack.text(text, { type: typeOf(setting, 'quote'), colour: setting.theme.colours.text });
}

function addVerse(stack: Stack, setting: Setting, lines: readonly string[]): void {
  const type = typeOf(setting, 'quote');
  for (const line of lines) {
    if (line === '') stack.gap(type.lineHeight / 2);
    else stack.text(line, { type, colour: setting.theme.colours.text, hang: 0.07 * setting.frame.short });
  }
}

/** Hangs left of the first line where the margin is wide, stands above it where it is not. */
function addQuotationMark(stack: Stack, setting: Setting, text: string): void {
  const { short, shape } = setting.frame;
  const quote = typeOf(setting, 'quote');
  const mark = paragraphDirection(text) === 'rtl' ? '”' : '“';
  const type = {
    ...typeOf(setting, 'heading', (0.108 * setting.scale) / setting.theme.sizes.heading / setting.scale),
  };
  const width = measureText(type, mark);
  const hanging = shape === 'wide';
  const capTop = hanging
    ? stack.height + (quote.lineHeight - quote.ascent - quote.descent) / 2 + quote.ascent - quote.capHeight
    : stack.height;
  const x = hanging ? -width - 0.009 * short : 0;
  const baseline = capTop + type.capHeight - (hanging ? 0.012 * short : 0);
  stack.add({
    kind: 'text',
    text: mark,
    font: type.font,
    tracking: 0,
    colour: setting.theme.colours.accent,
    direction: 'ltr',
    x,
    baseline,
    box: { x, y: baseline - type.capHeight, width, height: type.capHeight * 0.5 },
  });
  if (!hanging) stack.gap(type.capHeight * 0.62);
}

/** "Henry Wadsworth Longfellow, The Lighthouse, 1850" is a name and where it stands. */
function splitSource(source: string): readonly [string, string] {
  const bare = source.replace(/^[—–-]+\s*/u, '');
  const comma = /[,،、，]\s*/u.exec(bare);
  if (!comma) return [bare, ''];
  return [bare.slice(0, comma.index), bare.slice(comma.index + comma[0].length)];
}
