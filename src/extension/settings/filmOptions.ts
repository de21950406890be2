import * as v from 'valibot';
import { BUILT_IN_OPTIONS, type FilmOptions, FilmOptionsSchema } from '../../protocol/protocol.ts';

/** A setting that cannot be used, in words. */
export interface InvalidSetting {
  /** Full name, `aura.fps`. */
  key: string;
  message: string;
}

const OPTION_KEYS = [
  'theme',
  'aspect',
  'resolution',
  'fps',
  'captions',
  'narration',
  'motion',
] as const satisfies readonly (keyof FilmOptions)[];

/**
 * The film options a person has set. What is wrong is left out and named, so that a typo in a settings file
 * neither stops a film nor passes unseen.
 *
 * @param read Value of a setting by its name without `aura.`; `undefined` when it is not set.
 */
export function filmOptions(read: (key: string) => unknown): {
  options: FilmOptions;
  invalid: readonly InvalidSetting[];
} {
  const options: Record<string, unknown> = {};
  const invalid: InvalidSetting[] = [];

  for (const key of OPTION_KEYS) {
    const value = read(key);
    if (value === undefined || value === null) continue;
    if (v.is(FilmOptionsSchema.entries[key], value)) options[key] = value;
    else invalid.push({ key: `aura.${key}`, message: explain(key, value) });
  }

  const voice = readText(read, 'voice', invalid);
  if (voice !== undefined) options['voice'] = { name: voice };
  const music = readText(read, 'music', invalid);
  if (music !== undefined) options['music'] = music;

  return { options: options as FilmOptions, invalid };
}

function readText(
  read: (key: string) => unknown,
  key: string,
  invalid: InvalidSetting[],
): string | undefined {
  const value = read(key);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  invalid.push({ key: `aura.${key}`, message: `aura.${key} is ${show(value)}, but must be a text.` });
  return undefined;
}

function explain(key: (typeof OPTION_KEYS)[number], value: unknown): string {
  const { wrapped } = FilmOptionsSchema.entries[key];
  const allowed: readonly unknown[] = 'options' in wrapped ? wrapped.options : [true, false];
  const used = BUILT_IN_OPTIONS[key];
  return `aura.${key} is ${show(value)}, but must be one of ${allowed.map(show).join(', ')}. Aura uses ${show(used)}.`;
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
