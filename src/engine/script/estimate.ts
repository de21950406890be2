import type { Scene, SceneContent, SceneKind, Script } from './scene.ts';
import { isSpeakable } from './speech.ts';
import { speechSeconds } from './speechTime.ts';
import { countWords } from './words.ts';

/** Length of a script's film before anything is synthesised. */
export interface Estimate {
  /** Of the film. */
  seconds: number;
  scenes: readonly SceneEstimate[];
}

export interface SceneEstimate {
  id: string;
  number: number;
  line: number;
  title: string;
  seconds: number;
  /** Words that are said. */
  words: number;
}

/** Silence before and after what is said in a scene, and between two utterances, seconds. */
export const BREATH = { before: 0.3, after: 0.6, between: 0.25 } as const;

/** Least length of a card of its kind, seconds. */
const LEAST: Readonly<Partial<Record<SceneKind, number>>> = { title: 3, number: 2.5, end: 4 };
const SILENT_PICTURE = 4;
/** Of a silent card with words, people read three in a second. */
const WORDS_PER_SECOND = 3;
const LONGEST_READING = 20;

/**
 * Seconds that a scene lasts: what it asks for, or what is said with a breath before and after, or what its kind needs,
 * whichever is longest. A silent clip plays whole.
 *
 * @param speech length of its sound, measured or estimated; 0 when nothing is said.
 * @param clip length of its clip, where it has one and it is known.
 */
export function sceneSeconds(
  scene: Pick<Scene, 'content' | 'settings'>,
  speech: number,
  clip?: number,
): number {
  const { content, settings } = scene;
  const told = speech > 0 ? BREATH.before + speech + BREATH.after : 0;
  const silent = speech > 0 ? 0 : (clip ?? silentSeconds(content));
  return Math.max(
    settings.duration ?? (told > 0 ? 0 : silent),
    told,
    settings.duration === undefined ? (LEAST[content.kind] ?? 0) : 0,
  );
}

/** Estimates a film from its text: speech by syllables and characters, rests by punctuation, the voices' rates. */
export function estimateScript(script: Script): Estimate {
  const scenes = script.scenes.map((scene) => estimateScene(script, scene));
  return { seconds: round(scenes.reduce((sum, scene) => sum + scene.seconds, 0)), scenes };
}

/** Estimates one scene. */
export function estimateScene(script: Script, scene: Scene): SceneEstimate {
  const said = scene.narration.filter((utterance) => isSpeakable(utterance.text));
  const speech = said.reduce(
    (sum, { text, speaker }) => {
      const cast = speaker === undefined ? undefined : script.cast[speaker];
      const rate = cast?.rate ?? scene.settings.voice?.rate ?? script.options.voice?.rate ?? 1;
      return sum + speechSeconds(text, rate, script.language);
    },
    Math.max(0, said.length - 1) * BREATH.between,
  );
  return {
    id: scene.id,
    number: scene.number,
    line: scene.line,
    title: scene.title,
    seconds: round(sceneSeconds(scene, speech)),
    words: said.reduce((sum, { text }) => sum + countWords(text), 0),
  };
}

function silentSeconds(content: SceneContent): number {
  if (content.kind === 'picture') return SILENT_PICTURE;
  const reading = countWords(wordsOnScreen(content)) / WORDS_PER_SECOND;
  return Math.min(LONGEST_READING, Math.max(SILENT_PICTURE, reading));
}

/** All words that stand on a card. */
export function wordsOnScreen(content: SceneContent): string {
  switch (content.kind) {
    case 'title':
      return [content.title, content.subtitle, ...(content.credits ?? [])].join(' ');
    case 'text':
      return [content.heading, ...content.paragraphs].join(' ');
    case 'list':
      return [content.heading, ...content.items.map((item) => item.text)].join(' ');
    case 'beside':
      return [content.heading, ...content.paragraphs, ...content.items.map((item) => item.text)].join(' ');
    case 'quote':
      return [content.text, content.attribution].join(' ');
    case 'code':
      return content.heading ?? '';
    case 'picture':
      return [content.name, content.place].join(' ');
    case 'dialogue':
      return content.lines.map((line) => `${line.speaker} ${line.text}`).join(' ');
    case 'number':
      return [content.value, content.unit, content.text].join(' ');
    case 'table':
      return [content.heading, ...content.head, ...content.rows.flat()].join(' ');
    case 'end':
      return [content.title, ...content.lines].join(' ');
  }
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
