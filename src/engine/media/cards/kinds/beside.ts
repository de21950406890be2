import type { SceneContent } from '../../../script/scene.ts';
import type { CardSpec } from '../card.ts';
import { noSteps } from '../composition.ts';
import type { Composition } from '../composition.ts';
import { besidePicture } from '../grid.ts';
import type { Box } from '../grid.ts';
import type { Setting } from '../setting.ts';
import { typeOf } from '../setting.ts';
import { createStack } from '../stack.ts';
import { keySentence, sentencesOf } from '../text/sentences.ts';
import { addHeader } from './header.ts';
import { addItems, itemSteps, itemUnit } from './list.ts';

/** Longest prose that stands beside a picture as it is, characters. */
const WHOLE_PROSE = 190;

/** Half picture, half text. */
export function composeBeside(
  content: Extract<SceneContent, { kind: 'beside' }>,
  spec: CardSpec,
): Composition {
  const listed = content.items.length > 0;
  const sentences = listed ? [] : proseOf(content.paragraphs, spec.language);
  return {
    dress: 'plain',
    units: listed ? content.items.length : Math.max(1, sentences.length),
    unit: (index) =>
      listed
        ? itemUnit(content.items, index)
        : { weight: 10 + (sentences[index]?.length ?? 0), goodStart: true },
    box: besideBox,
    underlay: (setting) => [
      { kind: 'picture', box: besidePicture(setting.frame, setting.spec.captionsBurned) },
    ],
    compose(setting, width, from, to) {
      const stack = createStack(setting, width);
      addHeader(stack, content.heading);
      if (listed) addItems(stack, content.items, { from, to, ordered: content.ordered, role: 'beside' });
      else {
        const colour = content.heading ? setting.theme.colours.muted : setting.theme.colours.text;
        stack.text(sentences.slice(from, to).join(' '), { type: typeOf(setting, 'beside'), colour });
      }
      return stack;
    },
    steps: (from, to) => (listed ? itemSteps(content.items, from, to) : noSteps()),
  };
}

/** Short prose whole; of long prose the key sentence, since the narration speaks the rest. */
function proseOf(paragraphs: readonly string[], language: string): string[] {
  const text = paragraphs.join(' ');
  if (text.length <= WHOLE_PROSE) return sentencesOf(text, language);
  const key = keySentence(paragraphs[0] ?? '', language, true);
  return key === undefined ? [] : [key];
}

function besideBox(setting: Setting): Box {
  const { frame, box, spec } = setting;
  const picture = besidePicture(frame, spec.captionsBurned);
  if (frame.shape === 'wide') return { ...box, width: picture.x - box.x - 0.09 * frame.short };
  const top = picture.y + picture.height + 0.06 * frame.short;
  return { ...box, y: top, height: box.y + box.height - top };
}
