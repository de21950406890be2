import stringWidth from 'string-width';
import type { Aspect, Fps } from '../../../protocol/protocol.ts';
import { captionWords } from './captionWords.ts';
import type { Boundary, CaptionScene, CaptionWord } from './captionWords.ts';
import { COLUMNS, GAP_FRAMES, MAX_SECONDS, MIN_SECONDS, READING_SPEED } from './cue.ts';
import type { Cue } from './cue.ts';
import { setLines, textOf, widthOf } from './lines.ts';
import type { CueLines } from './lines.ts';

/** A pause of the voice that is shorter than this does not clear the screen, seconds. */
const FLICKER = 0.25;

/** What it costs to end a cue there. */
const END_COST: Readonly<Record<Boundary, number>> = {
  sentence: 0,
  clause: 2,
  phrase: 4,
  word: 5.5,
  bound: 9,
};
/** Every cue costs, so that short ones merge. */
const CUE_COST = 2;
/** A cue that goes on after the end of a sentence or of an utterance. */
const RUN_ON_COST = 1.2;
/** Words of a sentence after the end of another, with the rest in the next cue. */
const RAGGED_COST = 3;
/** A cue of a single word that is no sentence. */
const SINGLE_WORD_COST = 4;
/** A cue that cannot be shown for a second. */
const TOO_SHORT_COST = 8;
/** Two speakers in one cue. */
const TWO_SPEAKERS_COST = 5;

interface Step {
  cost: number;
  /** Number of the word that the cue begins with. */
  first: number;
  lines: readonly string[];
}

/**
 * Captions of a film, by the rules of `cue.ts`: a cue appears with its first word, may outlast its last one to be shown for
 * a second or long enough to be read, and never goes over its scene. Divided at the ends of sentences and clauses where
 * that fits; another speaker gets a cue of their own, with the name where it changes, or a line of their own in quick talk.
 */
export function buildCues(scenes: readonly CaptionScene[], options: { aspect: Aspect; fps: Fps }): Cue[] {
  const columns = COLUMNS[options.aspect];
  const gap = GAP_FRAMES / options.fps;
  return scenes.flatMap((scene) => {
    const words = captionWords(scene, columns);
    const spans = divideIntoCues(words, columns, gap, scene);
    let cursor = scene.start;
    return spans.map(({ first, last, lines }, index): Cue => {
      const start = Math.min(Math.max(cursor, words[first]?.from ?? cursor), scene.end);
      const next = words[spans[index + 1]?.first ?? words.length];
      const latest = next ? Math.max(start, next.from - gap) : scene.end;
      const end = Math.min(endOf(words.slice(first, last + 1), start, latest, next !== undefined), scene.end);
      cursor = end + gap;
      return { start, end, lines };
    });
  });
}

/** @param latest when the next cue or the end of the scene wants the screen, seconds. */
function endOf(words: readonly CaptionWord[], start: number, latest: number, goesOn: boolean): number {
  const spoken = words.at(-1)?.to ?? start;
  const readable = start + Math.min(MAX_SECONDS, Math.max(MIN_SECONDS, charactersOf(words) / READING_SPEED));
  const wanted = Math.max(spoken, readable);
  const filled = goesOn && latest - wanted < FLICKER ? latest : wanted;
  return Math.min(filled, latest, Math.max(spoken, start + MAX_SECONDS));
}

function charactersOf(words: readonly CaptionWord[]): number {
  return words.reduce((sum, { characters, spaced }) => sum + characters + (spaced ? 1 : 0), 0);
}

/** Finds the cheapest way to divide words into cues, word by word. */
function divideIntoCues(
  words: readonly CaptionWord[],
  columns: number,
  gap: number,
  scene: CaptionScene,
): { first: number; last: number; lines: readonly string[] }[] {
  const dialogue = new Set(words.map(({ speaker }) => speaker)).size > 1;
  const steps: Step[] = [{ cost: 0, first: 0, lines: [] }];
  for (let end = 1; end <= words.length; end++) {
    const until = words[end] ? (words[end]?.from ?? 0) - gap : scene.end;
    let best: Step | undefined;
    let width = 0;
    for (let first = end - 1; first >= 0; first--) {
      const word = words[first];
      const before = steps[first];
      if (!word || !before) break;
      width += word.width;
      if (width > columns * 2 && best) break;
      const stretch = words.slice(first, end);
      const set = setCue(stretch, columns, dialogue, words[first - 1]);
      if (!set && !best) best = { cost: before.cost + 100, first, lines: [textOf(stretch)] };
      if (!set) continue;
      const cost = before.cost + set.cost + costOfCue(stretch, until);
      if (!best || cost < best.cost) best = { cost, first, lines: set.lines };
    }
    if (best) steps[end] = best;
  }
  const spans: { first: number; last: number; lines: readonly string[] }[] = [];
  for (let end = words.length; end > 0;) {
    const step = steps[end];
    if (!step) break;
    spans.unshift({ first: step.first, last: end - 1, lines: step.lines });
    end = step.first;
  }
  return spans;
}

/** Lines of a cue, with who speaks where that changes. `undefined` when they do not fit or more than two speak. */
function setCue(
  words: readonly CaptionWord[],
  columns: number,
  dialogue: boolean,
  before: CaptionWord | undefined,
): CueLines | undefined {
  const [first] = words;
  if (!dialogue || !first) return setLines(words, columns);
  const change = words.findIndex((word, index) => index > 0 && word.speaker !== words[index - 1]?.speaker);
  if (change > 0) {
    const turns = [words.slice(0, change), words.slice(change)];
    const second = turns[1]?.[0]?.speaker;
    if (turns[1]?.some(({ speaker }) => speaker !== second)) return undefined;
    const named = turns.map((turn) => `${namePrefix(turn[0]?.speaker, columns)}${textOf(turn)}`);
    if (named.every((line) => stringWidth(line) <= columns)) return { lines: named, cost: TWO_SPEAKERS_COST };
    if (turns.some((turn) => widthOf(turn) + 2 > columns)) return undefined;
    return { lines: turns.map((turn) => `- ${textOf(turn)}`), cost: TWO_SPEAKERS_COST };
  }
  const speaks = first.speaker !== undefined && (!before || before.speaker !== first.speaker);
  const prefix = speaks ? namePrefix(first.speaker, columns) : '';
  return setLines(words, columns, prefix, stringWidth(prefix));
}

/** A name that would take half a line is a dash instead; so is the narrator's, who has none. */
function namePrefix(name: string | undefined, columns: number): string {
  return name !== undefined && stringWidth(name) + 2 <= columns / 2 ? `${name}: ` : '- ';
}

/** @param until when the next cue begins or the scene ends, seconds. */
function costOfCue(words: readonly CaptionWord[], until: number): number {
  const [first] = words;
  const last = words.at(-1);
  if (!first || !last) return 0;
  const shown = Math.min(until - first.from, MAX_SECONDS);
  const tooShort = shown < MIN_SECONDS - 1e-6 ? TOO_SHORT_COST + (MIN_SECONDS - shown) * 12 : 0;
  const tooLong = Math.max(0, last.to - first.from - MAX_SECONDS) * 20;
  const tooFast = Math.max(0, charactersOf(words) / Math.max(shown, 0.1) / READING_SPEED - 1) * 4;
  const inner = words.slice(0, -1);
  const runOn = inner.filter(({ after }) => after === 'sentence').length * RUN_ON_COST;
  const ragged = runOn > 0 && last.after !== 'sentence' ? RAGGED_COST : 0;
  const pauses = inner.reduce((sum, word, index) => sum + longPause(word, words[index + 1]), 0);
  const single = words.length === 1 && !(first.opens && last.after === 'sentence') ? SINGLE_WORD_COST : 0;
  return CUE_COST + END_COST[last.after] + tooShort + tooLong + tooFast + runOn + ragged + pauses + single;
}

/** A cue should not stand through a long silence. */
function longPause(word: CaptionWord, next: CaptionWord | undefined): number {
  return next ? Math.max(0, next.from - word.to - 0.8) * 4 : 0;
}
