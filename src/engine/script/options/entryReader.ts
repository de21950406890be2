import type { Voice } from '../../../protocol/protocol.ts';
import { oddValue, wrongValue } from '../rules/optionValue.ts';
import { unknownKey } from '../rules/unknownKey.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';
import { nearestKey } from './keys.ts';
import { readNumber, readText, type Reading, type Scalar } from './values.ts';
import type { YamlEntry, YamlValue } from './yaml.ts';

/** Reads values with their places and collects what is wrong with them. */
export interface EntryReader {
  scalar<T>(entry: YamlEntry, read: (value: Scalar) => Reading<T>): T | undefined;
  voice(entry: YamlEntry): Voice | undefined;
  /** Voice of each name in a mapping. */
  cast(entry: YamlEntry): Record<string, Voice>;
  /** A text, or several joined by commas. */
  names(entry: YamlEntry): string | undefined;
  unknown(entry: YamlEntry, known: readonly string[]): void;
}

const VOICE_KEYS = ['provider', 'name', 'rate', 'pitch'];

export const readRate = (value: Scalar): Reading<number> => readNumber(value, 0.5, 2);
export const readPitch = (value: Scalar): Reading<number> => readNumber(value, -12, 12, ' semitones');

export function createEntryReader(source: Source, diagnostics: Diagnostic[]): EntryReader {
  function wrong(key: string, span: Span, expected: string, suggestion?: string): undefined {
    diagnostics.push(wrongValue(source, key, span, expected, suggestion));
  }

  function scalar<T>(entry: YamlEntry, read: (value: Scalar) => Reading<T>): T | undefined {
    const { key, value } = entry;
    if (value.kind !== 'scalar') {
      const reading = read(null);
      return wrong(key, value.span, reading.state === 'wrong' ? reading.expected : 'a single value');
    }
    const reading = read(value.value);
    if (reading.state === 'right') return reading.value;
    if (reading.state === 'wrong') return wrong(key, value.span, reading.expected, reading.suggestion);
    diagnostics.push(oddValue(source, key, value.span, reading.written));
    return reading.value;
  }

  function voiceOf(key: string, value: YamlValue): Voice | undefined {
    if (value.kind === 'scalar') {
      const name = scalar({ key, keySpan: value.span, value }, readText);
      return name === undefined ? undefined : { name };
    }
    if (value.kind !== 'map') return wrong(key, value.span, 'the name of a voice');
    const voice: Voice = {};
    for (const entry of value.entries) {
      if (entry.key === 'name' || entry.key === 'provider') assign(voice, entry.key, scalar(entry, readText));
      else if (entry.key === 'rate') assign(voice, 'rate', scalar(entry, readRate));
      else if (entry.key === 'pitch') assign(voice, 'pitch', scalar(entry, readPitch));
      else unknown(entry, VOICE_KEYS);
    }
    return voice;
  }

  function unknown(entry: YamlEntry, known: readonly string[]): void {
    diagnostics.push(unknownKey(source, entry.key, entry.keySpan, nearestKey(entry.key, known)));
  }

  return {
    scalar,
    unknown,
    voice: (entry) => voiceOf(entry.key, entry.value),
    cast({ key, value }) {
      if (value.kind !== 'map') {
        wrong(key, value.span, 'a voice for each name, one on a line');
        return {};
      }
      const cast: [string, Voice][] = [];
      for (const entry of value.entries) {
        const voice = voiceOf(entry.key, entry.value);
        if (voice) cast.push([entry.key, voice]);
      }
      return Object.fromEntries(cast);
    },
    names(entry) {
      const { value } = entry;
      const parts = value.kind === 'list' ? value.items : [value];
      const names = parts.map((part) => {
        if (part.kind !== 'map') return scalar({ ...entry, value: part }, readText);
        const name = part.entries.find((field) => field.key === 'name');
        return name ? scalar(name, readText) : wrong(entry.key, part.span, 'a name');
      });
      return names.filter((name) => name !== undefined).join(', ') || undefined;
    },
  };
}

function assign<T, K extends keyof T>(target: T, key: K, value: T[K] | undefined): void {
  if (value !== undefined) target[key] = value;
}
