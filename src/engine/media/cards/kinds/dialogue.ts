import type { SceneContent } from '../../../script/scene.ts';
import type { Composition } from '../composition.ts';
import { measureOf, typeOf } from '../setting.ts';
import { createStack } from '../stack.ts';
import { addHeader } from './header.ts';

/** Who says what, line after line. Colour and indent tell speakers apart, so it works without colour too. */
export function composeDialogue(content: Extract<SceneContent, { kind: 'dialogue' }>): Composition {
  const named = content.lines.map((line) => line.speaker).filter((speaker) => speaker.trim() !== '');
  const speakers = [...new Set(named)];
  return {
    dress: 'rim',
    units: content.lines.length,
    unit: (index) => ({ weight: 25 + (content.lines[index]?.text.length ?? 0), goodStart: true }),
    compose(setting, width, from, to) {
      const stack = createStack(setting, width);
      const { short, shape } = setting.frame;
      const { colours } = setting.theme;
      addHeader(stack, content.heading);
      for (let index = from; index < to; index += 1) {
        const line = content.lines[index];
        if (!line) continue;
        const second = speakers.indexOf(line.speaker) % 2 === 1;
        const indent = second ? (shape === 'wide' ? 0.16 : 0.09) * short : 0;
        const step = index - from;
        const type = typeOf(setting, 'line');
        if (index > from) stack.gap(0.042 * short * setting.scale);
        if (line.speaker.trim() !== '') {
          stack.text(line.speaker, {
            type: { ...typeOf(setting, 'speaker'), tracking: 0.04 * typeOf(setting, 'speaker').size },
            colour: second ? colours.accent2 : colours.accent,
            indent,
            step,
          });
          stack.gap(0.002 * short);
        }
        stack.text(line.text, {
          type,
          colour: colours.text,
          earlier: colours.muted,
          indent,
          width: measureOf(type, 46),
          balance: line.text.length < 100,
          step,
        });
      }
      return stack;
    },
    steps(from, to) {
      const shown = content.lines.slice(from, to);
      return {
        steps: shown.length,
        items: shown.map((_, index) => from + index),
        texts: shown.map((line) => line.text),
      };
    },
  };
}
