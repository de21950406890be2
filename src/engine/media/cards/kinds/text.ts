import type { SceneContent } from '../../../script/scene.ts';
import type { CardSpec } from '../card.ts';
import { noSteps } from '../composition.ts';
import type { Composition } from '../composition.ts';
import { typeOf } from '../setting.ts';
import { createStack } from '../stack.ts';
import { keySentence, sentencesOf } from '../text/sentences.ts';
import { addEyebrow, addHeader, headlineText } from './header.ts';

/** More key sentences than these are too much to look at. */
const MOST_LEADS = 3;
/** A paragraph longer than this, in characters, is told for so long that one sentence of it would stand still. */
const LONG_ALONE = 140;

/**
 * Prose. The narration speaks it all, so the screen holds only what is worth holding on to: the heading and the key
 * sentence of each paragraph, which come as they are spoken. Where captions already write every word, the heading alone.
 */
export function composeText(content: Extract<SceneContent, { kind: 'text' }>, spec: CardSpec): Composition {
  const heading = content.heading?.trim() ?? '';
  const leads = leadsOf(content.paragraphs, spec, heading !== '');
  if (leads.length === 0) return headingAlone(heading);
  const stepped = leads.length > 1;
  return {
    dress: 'rim',
    units: leads.length,
    unit: (index) => ({ weight: 20 + (leads[index]?.length ?? 0), goodStart: true }),
    compose(setting, width, from, to) {
      const stack = createStack(setting, width);
      const { colours } = setting.theme;
      if (heading !== '') addHeader(stack, heading);
      else if (addEyebrow(stack)) stack.gap(0.045 * setting.frame.short);
      const role = heading === '' ? 'statement' : 'lead';
      const type = typeOf(setting, role);
      for (let index = from; index < to; index += 1) {
        if (index > from) stack.gap(0.042 * setting.frame.short * setting.scale);
        const now = stepped || heading === '' ? colours.text : colours.muted;
        stack.text(leads[index] ?? '', {
          type,
          colour: now,
          balance: role === 'statement' && !stepped,
          ...(stepped ? { earlier: colours.muted, step: index - from } : {}),
        });
      }
      return stack;
    },
    steps: (from, to) => (stepped ? leadSteps(leads, from, to) : noSteps()),
  };
}

function leadSteps(leads: readonly string[], from: number, to: number) {
  const shown = leads.slice(from, to);
  return { steps: shown.length, items: shown.map((_, index) => from + index), texts: shown };
}

/** One sentence a paragraph; of many paragraphs, some that are evenly apart. A long one that stands alone gives several. */
function leadsOf(paragraphs: readonly string[], spec: CardSpec, headed: boolean): string[] {
  if (headed && spec.captionsBurned) return [];
  const written = paragraphs.filter((paragraph) => paragraph.trim() !== '');
  const [only = ''] = written;
  const alone = !headed && written.length === 1 && only.length > LONG_ALONE;
  const filled = alone ? sentencesOf(only, spec.language) : written;
  const most = Math.min(MOST_LEADS, filled.length);
  const chosen = Array.from({ length: most }, (_, index) => {
    return filled[Math.floor((index * filled.length) / most)] ?? '';
  });
  const leads = chosen.map((paragraph) => keySentence(paragraph, spec.language, false));
  const found = leads.filter((lead) => lead !== undefined);
  if (found.length > 0 || headed) return found;
  const one = keySentence(filled[0] ?? '', spec.language, true);
  return one === undefined ? [] : [one];
}

function headingAlone(heading: string): Composition {
  return {
    dress: 'rim',
    units: 1,
    unit: () => ({ weight: 1, goodStart: true }),
    compose(setting, width) {
      const stack = createStack(setting, width);
      if (addEyebrow(stack)) stack.gap(0.029 * setting.frame.short);
      const type = typeOf(setting, 'heading', 1.3);
      stack.text(headlineText(setting, heading), { type, colour: setting.theme.colours.text, balance: true });
      return stack;
    },
    steps: () => noSteps(),
  };
}
