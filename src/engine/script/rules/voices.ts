import type { Voice } from '../../../protocol/protocol.ts';
import { diagnostic, quoted, replaceWith } from '../diagnostic.ts';
import { nearest } from '../options/keys.ts';
import type { Diagnostic, SourceRange } from '../scene.ts';
import type { Rule } from './rule.ts';

/** Voices that are not there: of the film, of a speaker, of a scene. */
export const voices: Rule = ({ script, world }) => {
  const known = world.voices;
  if (!known) return [];
  const check = (voice: Voice | undefined, range: SourceRange | undefined, whose: string): Diagnostic[] => {
    const name = voice?.name;
    if (name === undefined || !range) return [];
    const { provider, base, timbre } = partsOfName(name);
    if (known.some((other) => isVoice(base, other))) return [];
    const found = nearest(base, known);
    const near = found === undefined ? undefined : `${provider}${found}${timbre}`;
    const hint = near === undefined ? ' List them with “aura voices”.' : ` Did you mean ${near}?`;
    // Where the voice is a mapping, only the whole of it has a place.
    const fixes =
      near !== undefined && voice && Object.keys(voice).length === 1
        ? [replaceWith(`Change to ${near}`, range, near)]
        : [];
    return [
      diagnostic(
        'unknown-voice',
        'warning',
        range,
        `There is no voice ${quoted(name)}${whose}.${hint}`,
        fixes,
      ),
    ];
  };
  return [
    ...check(script.options.voice, script.marks['voice'], ''),
    ...Object.entries(script.cast).flatMap(([speaker, voice]) =>
      check(voice, script.marks[`cast.${speaker}`] ?? script.marks['cast'], ` for ${speaker}`),
    ),
    ...script.scenes.flatMap((scene) => check(scene.settings.voice, scene.marks['voice'], '')),
  ];
};

/** `provider:name+timbre`, of which only the name is needed. */
function partsOfName(name: string): { provider: string; base: string; timbre: string } {
  const match = /^([\w-]+:)?([^+]*)(\+.*)?$/s.exec(name);
  return { provider: match?.[1] ?? '', base: (match?.[2] ?? name).trim(), timbre: match?.[3] ?? '' };
}

/** Whether a name means that voice; a language means any voice that speaks it. */
function isVoice(name: string, voice: string): boolean {
  const [asked, known] = [name.toLowerCase(), voice.toLowerCase()];
  return asked === known || asked === '' || (/^[a-z]{2,3}$/.test(asked) && known.startsWith(`${asked}-`));
}
