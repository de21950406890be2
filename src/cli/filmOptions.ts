import * as v from 'valibot';
import { AuraError, FilmOptionsSchema, type FilmOptions } from '../protocol/protocol.ts';

/** What the options of `generate` are as commander gives them. */
export interface FilmFlags {
  aspect?: string;
  resolution?: string;
  fps?: string;
  captions?: string;
  voice?: string;
  theme?: string;
  music?: string;
  motion?: boolean;
  narration?: string;
}

/**
 * The film options that were asked for on the command line.
 *
 * @throws {AuraError} `E400-BAD_REQUEST` that names the flag and what it takes.
 */
export function filmOptions(flags: FilmFlags): FilmOptions {
  const asked = {
    aspect: flags.aspect,
    resolution: flags.resolution,
    fps: flags.fps === undefined ? undefined : Number(flags.fps),
    captions: flags.captions,
    theme: flags.theme,
    music: flags.music,
    narration: flags.narration,
    motion: flags.motion === false ? false : undefined,
    voice: flags.voice === undefined ? undefined : voiceOf(flags.voice),
  };
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const parsed = v.safeParse(FilmOptionsSchema, given);
  if (parsed.success) return parsed.output;
  const issue = parsed.issues[0];
  const flag = String(issue.path?.[0]?.key ?? 'option');
  throw new AuraError('E400-BAD_REQUEST', `--${flag} cannot be ${issue.received.replaceAll('"', '')}`, {
    remediation: `It takes ${(issue.expected ?? 'another value')
      .replaceAll('"', '')
      .replaceAll(' | ', ', ')
      .replace(/^\(|\)$/gu, '')}.`,
  });
}

/** `name`, or `provider:name`. */
function voiceOf(text: string): { name: string; provider?: string } {
  const colon = text.indexOf(':');
  return colon > 0 ? { provider: text.slice(0, colon), name: text.slice(colon + 1) } : { name: text };
}
