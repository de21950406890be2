import type { SceneContent } from '../../../script/scene.ts';
import type { Composition } from '../composition.ts';
import { whole } from '../composition.ts';
import { lowerThirdBottom } from '../grid.ts';
import { typeOf } from '../setting.ts';
import type { Setting } from '../setting.ts';
import { createStack } from '../stack.ts';
import type { Draft } from '../stack.ts';

/** A picture over the whole frame: only its name and place stand on it, bottom left. */
export function composePicture(content: Extract<SceneContent, { kind: 'picture' }>): Composition {
  return {
    ...whole(
      (setting, width) => lowerThird(setting, width, content.name?.trim() ?? '', content.place?.trim() ?? ''),
      'plain',
    ),
    anchor: 'bottom',
    box(setting) {
      const { box, frame, spec } = setting;
      const bottom = lowerThirdBottom(frame, spec.captionsBurned);
      const height = Math.min(0.4 * frame.height, bottom - box.y);
      return { ...box, y: bottom - height, height };
    },
  };
}

function lowerThird(setting: Setting, width: number, name: string, place: string): Draft {
  const stack = createStack(setting, width);
  const { short } = setting.frame;
  const { colours } = setting.theme;
  const indent = 0.034 * short;
  const room = width - indent;
  const head = name === '' ? place : name;
  if (head !== '') {
    const type = typeOf(setting, 'name');
    const [first] = stack.text(head, { type, colour: colours.text, indent, width: room, balance: true });
    const y = (first?.baseline ?? 0) - type.capHeight / 2;
    stack.add({ kind: 'disc', x: 0.0083 * short, y, radius: 0.0083 * short, colour: colours.accent });
  }
  if (name !== '' && place !== '') {
    stack.text(place, {
      type: typeOf(setting, 'place'),
      colour: colours.muted,
      indent,
      width: room,
    });
  }
  return stack;
}
