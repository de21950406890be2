import type { SceneContent } from '../../../script/scene.ts';
import { whole } from '../composition.ts';
import type { Composition } from '../composition.ts';
import { typeOf } from '../setting.ts';
import { createStack, textMark } from '../stack.ts';
import type { Stack } from '../stack.ts';
import { lineHeightOf, measureText } from '../text/typeface.ts';
import { addEyebrow, headlineText } from './header.ts';

/** The last card: the title once more, and who made it. */
export function composeEnd(content: Extract<SceneContent, { kind: 'end' }>): Composition {
  return whole((setting, width) => {
    const stack = createStack(setting, width);
    const { short } = setting.frame;
    if (addEyebrow(stack)) stack.gap(0.029 * short);
    if (content.title.trim() !== '') {
      stack.text(headlineText(setting, content.title), {
        type: typeOf(setting, 'closing'),
        colour: setting.theme.colours.text,
        balance: true,
      });
      stack.gap(0.052 * short * setting.scale);
    }
    addCredits(stack, content.lines);
    return stack;
  }, 'closing');
}

interface Credit {
  label: string;
  name: string;
}

/** "Music: Slow Water" is a label and a name; anything else is a line of its own. */
function creditOf(line: string): Credit {
  const colon = /^([^:：]{1,28})[:：]\s+(\S.*)$/u.exec(line.trim());
  return colon ? { label: colon[1] ?? '', name: colon[2] ?? '' } : { label: '', name: line.trim() };
}

function addCredits(stack: Stack, lines: readonly string[]): void {
  const { setting, width } = stack;
  const { colours } = setting.theme;
  const label = typeOf(setting, 'credit');
  const name = typeOf(setting, 'creditName');
  const credits = lines.map((line) => creditOf(line)).filter((credit) => credit.name !== '');
  const column = Math.max(0, ...credits.map((credit) => measureText(label, credit.label)));
  const gap = 0.046 * setting.frame.short;
  const paired = column > 0 && column + gap <= width * 0.5;
  for (const [index, credit] of credits.entries()) {
    if (index > 0) stack.gap(0.02 * setting.frame.short * setting.scale);
    if (credit.label === '') {
      const type = column > 0 ? name : label;
      stack.text(credit.name, { type, colour: column > 0 ? colours.text : colours.muted });
    } else if (paired) {
      const lineHeight = lineHeightOf(label, credit.label);
      stack.add(
        textMark(
          credit.label,
          credit.label,
          { type: label, colour: colours.muted },
          0,
          stack.height,
          lineHeight,
        ),
      );
      stack.text(credit.name, { type: name, colour: colours.text, indent: column + gap });
    } else {
      stack.text(credit.label, { type: label, colour: colours.muted });
      stack.text(credit.name, { type: name, colour: colours.text });
    }
  }
}
