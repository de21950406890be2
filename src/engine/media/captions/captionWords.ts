import stringWidth from 'string-width';
import type { Utterance } from '../../script/scene.ts';
import type { NarratedWord } from '../audio/narration.ts';

/** A piece of text that is not divided, with all that decides about breaks around it. */
export interface CaptionWord {
  text: string;
  /** Columns. */
  width: number;
  /** Characters as a reader counts them. */
  characters: number;
  /** Whether a space stands before it when it is not the first of a line. */
  spaced: boolean;
  /** Seconds of the film. */
  from: number;
  to: number;
  speaker: string | undefined;
  /** Whether it is the first of its utterance. */
  opens: boolean;
  /** How well the text divides after it. */
  after: Boundary;
  /** What is written after it where the line goes on with another utterance: list items and headings have no stop of their own. */
  stop: '' | ',' | '.' | '।';
}

export type Boundary = 'sentence' | 'clause' | 'phrase' | 'word' | 'bound';

/** What a scene says and when it begins to say it. */
export interface CaptionScene {
  utterances: readonly Pick<Utterance, 'text' | 'speaker'>[];
  /** Times count from the start of the narration. */
  words: readonly NarratedWord[];
  /** Seconds of the film. */
  narrationStart: number;
  start: number;
  end: number;
}

/** The words of a scene, in order, none wider than `columns`. Characters between two words belong to the first. */
export function captionWords(scene: CaptionScene, columns: number): CaptionWord[] {
  const words: CaptionWord[] = [];
  for (const [index, { text, speaker }] of scene.utterances.entries()) {
    const spoken = scene.words.filter(({ utterance }) => utterance === index);
    const first = words.length;
    for (const [place, word] of spoken.entries()) {
      const start = place === 0 ? 0 : word.start;
      const end = spoken[place + 1]?.start ?? text.length;
      const shown = text.slice(start, end).replace(/\s+/gu, ' ').trim();
      if (shown === '') continue;
      const from = scene.narrationStart + word.from;
      const to = scene.narrationStart + Math.max(word.from, word.to);
      const spaced = words.length === first || /\s/u.test(text[word.start - 1] ?? '');
      words.push(...divide(shown, columns, { from, to, spaced, speaker }));
    }
    const opening = words[first];
    if (opening) opening.opens = true;
  }
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    word.after = boundaryBetween(word, next);
    word.stop = stopBetween(word, next);
  }
  return words;
}

type WordFrame = Pick<CaptionWord, 'from' | 'to' | 'spaced' | 'speaker'>;

/** A word that is wider than a line becomes several, which share its time. */
function divide(text: string, columns: number, frame: WordFrame): CaptionWord[] {
  const pieces = stringWidth(text) <= columns ? [text] : cutToWidth(text, columns);
  const seconds = (frame.to - frame.from) / pieces.length;
  return pieces.map((piece, index) => ({
    text: piece,
    width: stringWidth(piece),
    characters: [...piece].length,
    spaced: index === 0 && frame.spaced,
    from: frame.from + seconds * index,
    to: index === pieces.length - 1 ? frame.to : frame.from + seconds * (index + 1),
    speaker: frame.speaker,
    opens: false,
    after: 'bound',
    stop: '',
  }));
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

function cutToWidth(text: string, columns: number): string[] {
  const pieces: string[] = [];
  let width = Infinity;
  for (const { segment } of graphemes.segment(text)) {
    const added = stringWidth(segment);
    if (width + added > columns) {
      pieces.push('');
      width = 0;
    }
    pieces[pieces.length - 1] += segment;
    width += added;
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

const SENTENCE_END = /[.!?…。！？؟।॥۔]["'”’»)\]」』】）]*$/u;
const CLAUSE_END = /[,;:—–，、；：،؛)\]）」』]["'”’»]*$/u;
const ABBREVIATION =
  /(?:^|[^\p{L}])(?:\p{L}|mr|mrs|ms|dr|prof|st|vs|no|fig|approx|e\.g|i\.e|z\.b|bzw|ca|nr|usw)\.$/iu;

function boundaryBetween(word: CaptionWord, next: CaptionWord | undefined): Boundary {
  if (!next || next.opens) return 'sentence';
  if (SENTENCE_END.test(word.text) && !ABBREVIATION.test(word.text) && !/^\p{Ll}/u.test(next.text))
    return 'sentence';
  if (CLAUSE_END.test(word.text)) return 'clause';
  // Words without a space are the pieces of one that is too long, or of a script that knows no spaces.
  if (!next.spaced) return 'word';
  if (PARTICLE.test(word.text) && PREPOSITION.test(next.text)) return 'phrase';
  if (leansOnNext(word.text)) return 'bound';
  return leansOnNext(next.text) ? 'phrase' : 'word';
}

// Articles and prepositions are short in most languages: they belong to what follows. English has longer ones, and short
// words that belong to what stands before them.
const LONG_LEANING =
  /^(?:that|which|whose|who|where|when|while|because|until|from|with|into|onto|over|under|than|their|your|this|these|those|after|before|between|through|about|without)$/iu;
const SHORT_RESTING =
  /^(?:is|are|was|not|has|had|did|it|him|her|me|us|you|too|out|up|off|yes|no|ago|now|so|one|two|way|day)$/iu;
const PARTICLE = /^(?:in|on|out|up|down|off|back|over)$/iu;
const PREPOSITION = /^(?:from|to|of|at|with|into|for)$/iu;

function leansOnNext(text: string): boolean {
  if (text === 'I' || LONG_LEANING.test(text)) return true;
  return /^[\p{L}'’]{1,3}$/u.test(text) && text !== text.toUpperCase() && !SHORT_RESTING.test(text);
}

const UNPUNCTUATED = /[\p{L}\p{M}\p{N}]["'”’»)]*$/u;
const WITHOUT_STOPS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Two utterances in one line need something between them where the script writes nothing. */
function stopBetween(word: CaptionWord, next: CaptionWord | undefined): CaptionWord['stop'] {
  if (!next?.opens || !UNPUNCTUATED.test(word.text) || WITHOUT_STOPS.test(word.text)) return '';
  if (/^["'“‘«(]*\p{Ll}/u.test(next.text)) return ',';
  return /\p{Script=Devanagari}/u.test(word.text) ? '।' : '.';
}
