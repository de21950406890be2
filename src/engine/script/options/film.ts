import type { FilmOptions, Voice } from '../../../protocol/protocol.ts';
import type { Diagnostic, MediaReference, SceneSettings, SourceRange } from '../scene.ts';
import type { Source } from '../source.ts';
import { createEntryReader, readPitch, readRate } from './entryReader.ts';
import { FILM_KEYS, isForeignKey, isSlidevKey } from './keys.ts';
import { readTransition } from './scene.ts';
import {
  readAspect,
  readCaptions,
  readFps,
  readNarration,
  readResolution,
  readSeconds,
  readSwitch,
  readText,
  readTheme,
  type Reading,
} from './values.ts';
import type { YamlEntry } from './yaml.ts';

/** What a script says of the whole film. */
export interface FilmSettings {
  title?: string;
  author?: string;
  language?: string;
  options: FilmOptions;
  cast: Readonly<Record<string, Voice>>;
  /** For every scene that names none. */
  transition?: NonNullable<SceneSettings['transition']>;
  music?: MediaReference;
  marks: Readonly<Record<string, SourceRange>>;
  /** Whether the script is a deck of another tool, whose notes and themes are read its way. */
  deck?: 'marp' | 'slidev';
}

/**
 * Film options from front matter or a title page. Keys may also stand under `aura:`, which wins. Keys and values of Marp, Slidev
 * and of blogs are passed over in silence; every other wrong key or value is a diagnostic.
 */
export function readFilmSettings(
  source: Source,
  given: readonly YamlEntry[],
  diagnostics: Diagnostic[],
): FilmSettings {
  const own = given.flatMap((entry) =>
    entry.key === 'aura' && entry.value.kind === 'map' ? entry.value.entries : [],
  );
  const deck = deckOf(given);
  const read = createEntryReader(source, diagnostics);
  const options: FilmOptions = {};
  const voice: Voice = {};
  const settings: FilmSettings = { options, cast: {}, marks: {}, ...(deck ? { deck } : {}) };
  const marks: Record<string, SourceRange> = {};

  function set<K extends keyof FilmOptions>(key: K, value: FilmOptions[K] | undefined): void {
    if (value !== undefined) options[key] = value;
  }

  function readEntry(entry: YamlEntry, nested: boolean): void {
    const key = entry.key.toLowerCase() === 'lang' ? 'language' : entry.key.toLowerCase();
    // A deck's own theme and transition are for its slides.
    const lenient = deck !== undefined && !nested;
    const value = entry.value;
    if (FILM_KEYS.some((known) => known === key)) marks[key] = source.range(value.span.start, value.span.end);
    switch (key) {
      case 'title':
      case 'language':
        if (value.kind === 'scalar' && value.value === null) return;
        setText(key, read.scalar(entry, readText));
        return;
      case 'author':
        if (value.kind === 'scalar' && value.value === null) return;
        setText(key, read.names(entry));
        return;
      case 'voice':
        Object.assign(voice, read.voice(entry));
        return;
      case 'rate':
        Object.assign(voice, defined('rate', read.scalar(entry, readRate)));
        return;
      case 'pitch':
        Object.assign(voice, defined('pitch', read.scalar(entry, readPitch)));
        return;
      case 'cast':
        settings.cast = { ...settings.cast, ...read.cast(entry) };
        if (value.kind === 'map') {
          for (const { key: name, value: voiced } of value.entries) {
            marks[`cast.${name}`] = source.range(voiced.span.start, voiced.span.end);
          }
        }
        return;
      case 'aspect':
        return set('aspect', read.scalar(entry, readAspect));
      case 'resolution':
        return set('resolution', read.scalar(entry, readResolution));
      case 'fps':
        return set('fps', read.scalar(entry, readFps));
      case 'theme':
        if (lenient && value.kind === 'scalar' && readTheme(value.value).state !== 'right') return;
        return set('theme', read.scalar(entry, readTheme));
      case 'captions':
        return set('captions', read.scalar(entry, readCaptions));
      case 'music':
        return setMusic(entry);
      case 'target':
        return set(
          'target',
          read.scalar(entry, (scalar) => readSeconds(scalar, 1)),
        );
      case 'motion':
        return set('motion', read.scalar(entry, readSwitch));
      case 'narration':
        return set('narration', read.scalar(entry, readNarration));
      case 'transition':
        return setTransition(entry, lenient);
      case 'aura':
        if (!nested) {
          if (value.kind !== 'map') read.scalar(entry, wrongMap);
          return;
        }
    }
    // A deck's size is the film's shape where it can be one.
    if (key === 'aspectratio' || (key === 'size' && deck === 'marp')) return setDeckShape(entry);
    if (isForeignKey(entry.key) || (deck && !nested)) return;
    read.unknown(entry, FILM_KEYS);
  }

  function setText(key: 'title' | 'author' | 'language', value: string | undefined): void {
    if (value !== undefined) settings[key] = value;
  }

  function setMusic(entry: YamlEntry): void {
    const path = read.scalar(entry, readText);
    if (path === undefined) return;
    options.music = path;
    settings.music = { path, alt: '', range: source.range(entry.value.span.start, entry.value.span.end) };
  }

  function setTransition(entry: YamlEntry, lenient: boolean): void {
    const { value } = entry;
    if (lenient && (value.kind !== 'scalar' || readTransition(value.value).state === 'wrong')) return;
    const transition = read.scalar(entry, readTransition);
    if (transition && transition !== 'other') settings.transition = transition;
  }

  function setDeckShape(entry: YamlEntry): void {
    if (entry.value.kind !== 'scalar') return;
    const shape = readAspect(entry.value.value);
    if (shape.state !== 'wrong') options.aspect ??= shape.value;
  }

  for (const entry of given) readEntry(entry, false);
  for (const entry of own) readEntry(entry, true);
  if (Object.keys(voice).length > 0) options.voice = voice;
  settings.marks = marks;
  return settings;
}

function deckOf(entries: readonly YamlEntry[]): 'marp' | 'slidev' | undefined {
  const marp = entries.some(
    ({ key, value }) => key === 'marp' && value.kind === 'scalar' && value.value === true,
  );
  if (marp) return 'marp';
  return entries.some(({ key }) => isSlidevKey(key)) ? 'slidev' : undefined;
}

function defined<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, T>>);
}

const wrongMap = (): Reading<string> => ({
  state: 'wrong',
  expected: 'settings, one “key: value” on a line',
});
