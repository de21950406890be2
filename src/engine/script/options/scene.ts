import type { NarrationSource, Voice } from '../../../protocol/protocol.ts';
import { filmKeyInScene } from '../rules/filmKeyInScene.ts';
import type { Diagnostic, SceneKind, SceneSettings, SourceRange } from '../scene.ts';
import type { Source, Span } from '../source.ts';
import { createEntryReader, readPitch, readRate } from './entryReader.ts';
import { FILM_KEYS, isForeignKey, nearest, SCENE_KEYS } from './keys.ts';
import { readNarration, readSeconds, readText, type Reading, type Scalar } from './values.ts';
import { isLocalPicture, unwrapUrl } from '../mediaPath.ts';
import type { YamlEntry } from './yaml.ts';

/** What a scene says of itself, apart from its text. */
export interface SceneDirectives {
  settings: SceneSettings;
  title?: string;
  eyebrow?: string;
  card?: SceneKind;
  /** A picture or clip named by `image`. */
  image?: { path: string; span: Span };
  narration?: NarrationSource;
  /** Notes given as `note: …`. */
  notes: readonly { text: string; span: Span }[];
  marks: Readonly<Record<string, SourceRange>>;
}

const CARDS: readonly SceneKind[] = [
  'title',
  'text',
  'list',
  'quote',
  'code',
  'picture',
  'beside',
  'dialogue',
  'number',
  'table',
  'end',
];
const MOTIONS = ['none', 'in', 'out', 'auto'] as const;

/** Transitions of Marp and Slidev: known, and shown as our own fade. */
const FOREIGN_TRANSITIONS =
  /^(?:slide(?:-(?:left|right|up|down))?|fade-out|view-transition|clockwise|counterclockwise|cover|coverflow|cube|cylinder|diamond|drop|dissolve|explode|fall|flip|glow|implode|in-out|iris-in|iris-out|melt|overlap|pivot|pull|push|reveal|rotate|star|swap|swipe|swoosh|wipe|wiper|zoom)\b/;

/** `other` is a transition of another tool. */
export function readTransition(given: Scalar): Reading<'fade' | 'cut' | 'other'> {
  const word = String(given).trim().toLowerCase();
  if (word === 'fade' || word === 'cut') return { state: 'right', value: word };
  if (word === 'none') return { state: 'right', value: 'cut' };
  if (word === 'crossfade') return { state: 'meant', value: 'fade', written: 'fade' };
  if (FOREIGN_TRANSITIONS.test(word) || word.startsWith('fade ')) return { state: 'right', value: 'other' };
  const suggestion = nearest(word, ['fade', 'cut']);
  return { state: 'wrong', expected: 'fade or cut', ...(suggestion ? { suggestion } : {}) };
}

function readMotion(given: Scalar): Reading<NonNullable<SceneSettings['motion']>> {
  const word = String(given).trim().toLowerCase();
  const same = MOTIONS.find((motion) => motion === word);
  if (same) return { state: 'right', value: same };
  if (given === false || word === 'off' || word === 'no' || word === 'still')
    return { state: 'right', value: 'none' };
  if (given === true || word === 'on' || word === 'yes') return { state: 'right', value: 'auto' };
  if (word === 'zoom-in' || word === 'zoom-out') {
    const written = word === 'zoom-in' ? 'in' : 'out';
    return { state: 'meant', value: written, written };
  }
  return { state: 'wrong', expected: `one of ${MOTIONS.join(', ')}` };
}

function readCard(given: Scalar): Reading<SceneKind> {
  const word = String(given).trim().toLowerCase();
  const same = CARDS.find((card) => card === word);
  if (same) return { state: 'right', value: same };
  const suggestion = nearest(word, CARDS);
  return { state: 'wrong', expected: `one of ${CARDS.join(', ')}`, ...(suggestion ? { suggestion } : {}) };
}

/** Settings of a scene from its comments and its own front matter, in order; the later wins. */
export function readSceneDirectives(
  source: Source,
  entries: readonly YamlEntry[],
  diagnostics: Diagnostic[],
): SceneDirectives {
  const read = createEntryReader(source, diagnostics);
  const settings: SceneSettings = {};
  const voice: Voice = {};
  const notes: { text: string; span: Span }[] = [];
  const marks: Record<string, SourceRange> = {};
  const directives: Omit<SceneDirectives, 'settings' | 'marks' | 'notes'> = {};

  for (const entry of entries) {
    const key = entry.key.toLowerCase();
    const { span } = entry.value;
    const before = diagnostics.length;
    if (key === 'voice') Object.assign(voice, read.voice(entry));
    else if (key === 'rate') put(voice, 'rate', read.scalar(entry, readRate));
    else if (key === 'pitch') put(voice, 'pitch', read.scalar(entry, readPitch));
    else if (key === 'duration')
      put(
        settings,
        'duration',
        read.scalar(entry, (value) => readSeconds(value, 0.5)),
      );
    else if (key === 'motion') put(settings, 'motion', read.scalar(entry, readMotion));
    else if (key === 'transition') {
      const transition = read.scalar(entry, readTransition);
      if (transition !== 'other') put(settings, 'transition', transition);
    } else if (key === 'card') put(directives, 'card', read.scalar(entry, readCard));
    else if (key === 'narration') put(directives, 'narration', read.scalar(entry, readNarration));
    else if (key === 'title') put(directives, 'title', read.scalar(entry, readText));
    else if (key === 'eyebrow') put(directives, 'eyebrow', read.scalar(entry, readText));
    else if (key === 'image') {
      const path = read.scalar(entry, readText);
      if (path !== undefined) directives.image = { path, span };
    } else if (key === 'note' || key === 'notes') {
      if (entry.value.kind === 'scalar' && entry.value.value !== null) {
        notes.push({ text: String(entry.value.value), span });
      }
    } else if (/^_?background(?:image)?$/.test(key) && entry.value.kind === 'scalar') {
      // The picture behind a slide of Slidev or Marp; colours and gradients are theirs.
      const path = unwrapUrl(String(entry.value.value));
      if (isLocalPicture(path)) directives.image ??= { path, span };
    } else if (FILM_KEYS.some((known) => known === key)) {
      // Marp sets its theme anywhere.
      if (key !== 'theme') diagnostics.push(filmKeyInScene(source, entry.key, entry.keySpan));
    } else if (!isForeignKey(entry.key)) read.unknown(entry, SCENE_KEYS);
    if (diagnostics.length === before && SCENE_KEYS.some((known) => known === key)) {
      marks[key] = source.range(span.start, span.end);
    }
  }
  if (Object.keys(voice).length > 0) settings.voice = voice;
  return { settings, ...directives, notes, marks };
}

function put<T, K extends keyof T>(target: T, key: K, value: T[K] | undefined): void {
  if (value !== undefined) target[key] = value;
}
