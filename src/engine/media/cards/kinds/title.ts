import type { SceneContent } from '../../../script/scene.ts';
import { whole } from '../composition.ts';
import type { Composition } from '../composition.ts';
import { SCALES, measureOf, typeOf } from '../setting.ts';
import { createStack } from '../stack.ts';
import { addEyebrow, headlineText } from './header.ts';

const MOST_TITLE_LINES = 3;

/** The film's name, what it is about, who made it. */
export function composeTitle(content: Extract<SceneContent, { kind: 'title' }>): Composition {
  return whole((setting, width) => {
    const stack = createStack(setting, width);
    const { short } = setting.frame;
    const { colours } = setting.theme;
    if (addEyebrow(stack)) stack.gap((setting.theme.ornament === 'halo' ? 0.027 : 0.032) * short);
    const lines = stack.text(headlineText(setting, content.title), {
      type: typeOf(setting, 'title'),
      colour: colours.text,
      balance: true,
    });
    if (lines.length > MOST_TITLE_LINES && setting.scale > (SCALES.at(-1) ?? 0)) stack.refuse();
    if (content.subtitle?.trim()) {
      const type = typeOf(setting, 'subtitle');
      stack.gap(0.042 * short);
      stack.text(content.subtitle, {
        type,
        colour: colours.muted,
        width: measureOf(type, 40),
        balance: true,
      });
    }
    const credits = (content.credits ?? []).filter((line) => line.trim() !== '');
    if (credits.length > 0) stack.gap(0.05 * short);
    for (const [index, line] of credits.entries()) {
      if (index > 0) stack.gap(0.008 * short);
      stack.text(line, { type: typeOf(setting, 'sourceAside'), colour: colours.muted });
    }
    return stack;
  }, 'opening');
}
