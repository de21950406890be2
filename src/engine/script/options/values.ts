import {
  AspectSchema,
  CaptionModeSchema,
  FpsSchema,
  NarrationSchema,
  ResolutionSchema,
  ThemeNameSchema,
} from '../../../protocol/protocol.ts';
import * as v from 'valibot';
import { nearest } from './keys.ts';

/** What can be made of a value: it is right, it is clear what was meant, or it is wrong. */
export type Reading<T> =
  | { state: 'right'; value: T }
  /** Understood, though not written as it should be; `written` is how. */
  | { state: 'meant'; value: T; written: string }
  | { state: 'wrong'; expected: string; suggestion?: string };

export type Scalar = string | number | boolean | null;

function choice<T extends string | number>(
  schema: v.PicklistSchema<readonly T[], undefined>,
  synonyms: Readonly<Record<string, T>>,
): (value: Scalar) => Reading<T> {
  const names = schema.options.map(String);
  return (given) => {
    const parsed = v.safeParse(schema, given);
    if (parsed.success) return { state: 'right', value: parsed.output };
    const key = String(given).trim().toLowerCase().replace(/\s+/g, '');
    const same = schema.options.find((option) => String(option) === key);
    if (same !== undefined) return typeof same === 'number' ? { state: 'right', value: same } : meant(same);
    const synonym = Object.hasOwn(synonyms, key) ? synonyms[key] : undefined;
    if (synonym !== undefined) return meant(synonym);
    const suggestion = nearest(key, names);
    return { state: 'wrong', expected: `one of ${names.join(', ')}`, ...(suggestion ? { suggestion } : {}) };
  };
}

function meant<T extends string | number>(value: T): Reading<T> {
  return { state: 'meant', value, written: String(value) };
}

export const readAspect = choice(AspectSchema, {
  '16x9': '16:9',
  '16/9': '16:9',
  '16-9': '16:9',
  '1.78': '16:9',
  '1.7777': '16:9',
  widescreen: '16:9',
  landscape: '16:9',
  wide: '16:9',
  horizontal: '16:9',
  '9x16': '9:16',
  '9/16': '9:16',
  '9-16': '9:16',
  vertical: '9:16',
  portrait: '9:16',
  '1x1': '1:1',
  '1/1': '1:1',
  '1-1': '1:1',
  '1': '1:1',
  square: '1:1',
});

export const readResolution = choice(ResolutionSchema, {
  '480': '480p',
  '720': '720p',
  '1080': '1080p',
  '1440': '1440p',
  '2160': '2160p',
  '854x480': '480p',
  '1280x720': '720p',
  '1920x1080': '1080p',
  '1080x1920': '1080p',
  '1080x1080': '1080p',
  '2560x1440': '1440p',
  '3840x2160': '2160p',
  sd: '480p',
  hd: '720p',
  fhd: '1080p',
  fullhd: '1080p',
  qhd: '1440p',
  '2k': '1440p',
  uhd: '2160p',
  '4k': '2160p',
});

export const readFps = choice(FpsSchema, {
  '24fps': 24,
  '25fps': 25,
  '30fps': 30,
  '60fps': 60,
  '23.976': 24,
  '29.97': 30,
  '59.94': 60,
});

export const readCaptions = choice(CaptionModeSchema, {
  true: 'soft',
  on: 'soft',
  yes: 'soft',
  false: 'off',
  no: 'off',
  none: 'off',
  burn: 'burned',
  'burned-in': 'burned',
  'burnt-in': 'burned',
  burnt: 'burned',
  hard: 'burned',
});

export const readTheme = choice(ThemeNameSchema, { dark: 'midnight', light: 'paper', loud: 'signal' });

export const readNarration = choice(NarrationSchema, { note: 'notes', prose: 'text', body: 'text' });

/** `yes`, `on`, `true` and their opposites. */
export function readSwitch(given: Scalar): Reading<boolean> {
  if (typeof given === 'boolean') return { state: 'right', value: given };
  const word = String(given).trim().toLowerCase();
  if (['on', 'yes', 'true', 'auto'].includes(word)) return { state: 'right', value: true };
  if (['off', 'no', 'false', 'none', 'still'].includes(word)) return { state: 'right', value: false };
  return { state: 'wrong', expected: 'true or false' };
}

/** A number within bounds, also written as text. */
export function readNumber(given: Scalar, from: number, to: number, unit = ''): Reading<number> {
  const text = typeof given === 'string' ? given.trim() : given;
  const value = typeof text === 'string' && text !== '' ? Number(text.replace(/^\+/, '')) : text;
  if (typeof value === 'number' && value >= from && value <= to) return { state: 'right', value };
  return { state: 'wrong', expected: `a number from ${from} to ${to}${unit}` };
}

/** Longest film or scene that one can ask for, seconds. */
const LONGEST_SECONDS = 24 * 3600;

/** A length in seconds: `90`, `90s`, `1.5 min`, `1:30`, `00:01:30`, `1m30s`. */
export function readSeconds(given: Scalar, least: number): Reading<number> {
  const seconds = secondsOf(given);
  if (seconds !== undefined && seconds >= least && seconds <= LONGEST_SECONDS)
    return { state: 'right', value: seconds };
  return { state: 'wrong', expected: `a length such as 90, 90s or 1:30, at least ${least} s` };
}

function secondsOf(given: Scalar): number | undefined {
  if (typeof given === 'number') return given;
  if (typeof given !== 'string') return undefined;
  const text = given.trim().toLowerCase();
  if (text.length > 30) return undefined;
  const clock = /^(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2}(?:\.\d+)?)$/.exec(text);
  if (clock) return Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  const spoken =
    /^(?:(\d+(?:\.\d+)?)\s*h(?:ours?)?)?\s*(?:(\d+(?:\.\d+)?)\s*m(?:in(?:utes?)?)?)?\s*(?:(\d+(?:\.\d+)?)\s*s?(?:ec(?:onds?)?)?)?$/.exec(
      text,
    );
  if (!spoken || text === '') return undefined;
  return Number(spoken[1] ?? 0) * 3600 + Number(spoken[2] ?? 0) * 60 + Number(spoken[3] ?? 0);
}

/** Text, also where YAML read a number. */
export function readText(given: Scalar): Reading<string> {
  const text = given === null ? '' : String(given).replace(/\s+/g, ' ').trim();
  if (text === '' || text.length > 500) return { state: 'wrong', expected: 'a text' };
  return { state: 'right', value: text };
}
