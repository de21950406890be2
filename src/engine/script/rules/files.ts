import { diagnostic, quoted, replaceWith } from '../diagnostic.ts';
import type { Diagnostic, MediaReference, Script } from '../scene.ts';
import type { Rule } from './rule.ts';

/** Pictures, clips and music that are missing, written in another case, or outside of the script's folder. */
export const files: Rule = ({ script, world }) => {
  const { files: find } = world;
  return find ? mediaOf(script).flatMap((media) => check(media, find(media.path))) : [];
};

/** Everything on disk that a script names, in order. */
export function mediaOf(script: Script): MediaReference[] {
  const pictures = script.scenes.flatMap(({ content }) =>
    content.kind === 'picture' || content.kind === 'beside' ? [content.media] : [],
  );
  return script.music ? [script.music, ...pictures] : pictures;
}

function check(
  { path, range }: MediaReference,
  state: 'found' | 'missing' | { wrongCase: string } | 'outside',
): Diagnostic[] {
  if (state === 'found') return [];
  if (state === 'missing') {
    return [
      diagnostic('missing-file', 'error', range, `There is no file ${quoted(path)} beside the script.`),
    ];
  }
  if (state === 'outside') {
    const message = `${quoted(path)} lies outside of the script's folder. Copy it beside the script.`;
    return [diagnostic('file-outside', 'error', range, message)];
  }
  const { wrongCase: real } = state;
  return [
    diagnostic(
      'wrong-case',
      'warning',
      range,
      `The file is called ${quoted(real)}. Elsewhere, ${quoted(path)} would not be found.`,
      [
        replaceWith(
          `Change to ${real}`,
          range,
          real.replaceAll(' ', range.end - range.start > path.length ? '%20' : ' '),
        ),
      ],
    ),
  ];
}
