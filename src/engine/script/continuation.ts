import type { Scene, SourceRange, Utterance } from './scene.ts';
import { shortTitle } from './sceneTitle.ts';
import { splitSentences } from './speech.ts';
import { countWords } from './words.ts';

/** Words that one text card should hold, and from how many on a scene is divided. */
const COMFORTABLE = 60;
const TOO_MANY = 90;
/** Characters that a voice gets at once at most. */
const LONGEST_SENTENCE = 700;
/** Words that may be told over a title. */
const OVER_TITLE = 45;

/**
 * Divides a scene whose own prose is shown and told but too long for one card: at paragraphs, else at sentences. The parts
 * keep heading, eyebrow and settings. A scene that asks for a duration stays whole: its length was meant. `tellsProse` says that the
 * narration is the scene's own prose and not its notes.
 */
export function continueScene(scene: Scene, tellsProse: boolean): Scene[] {
  const { content, settings } = scene;
  if (settings.duration !== undefined) return [scene];
  if (content.kind === 'title') return tellsProse ? moveOffTitle(scene) : [scene];
  if (content.kind !== 'text' || !tellsItsText(scene)) return [scene];
  const words = scene.narration.reduce((sum, utterance) => sum + countWords(utterance.text), 0);
  const longest = scene.narration.reduce((most, { text }) => Math.max(most, text.length), 0);
  if (words <= TOO_MANY && longest <= 2 * LONGEST_SENTENCE) return [scene];
  return portions(scene.narration.flatMap(sentencesOf)).map((sentences, index) => {
    const narration = sentences.map(({ paragraph: _paragraph, ...utterance }) => utterance);
    const range = hull(scene.range, narration, index === 0);
    return {
      ...scene,
      content: { ...content, paragraphs: paragraphsOf(sentences) },
      narration,
      range,
      line: index === 0 ? scene.line : range.line,
    };
  });
}

/** A long text under the film's title is told on cards of its own. */
function moveOffTitle(scene: Scene): Scene[] {
  const { content, narration } = scene;
  if (content.kind !== 'title') return [scene];
  const words = narration.reduce((sum, utterance) => sum + countWords(utterance.text), 0);
  const isOwnText = narration.every(
    (utterance) => utterance.range.start > scene.range.start && !utterance.speaker,
  );
  if (words <= OVER_TITLE || !isOwnText) return [scene];
  const [lead] = narration;
  const title = [content.title, content.subtitle]
    .filter((text) => text !== undefined)
    .map((text) => ({ text, range: scene.range }));
  const rest: Scene = {
    ...scene,
    title: lead ? shortTitle(lead.text) : scene.title,
    line: lead?.range.line ?? scene.line,
    content: { kind: 'text', paragraphs: narration.map((utterance) => utterance.text) },
  };
  return [{ ...scene, narration: title }, ...continueScene(rest, true)];
}

function tellsItsText({ content, narration }: Scene): boolean {
  if (content.kind !== 'text') return false;
  const own = new Set(content.paragraphs.map((text) => text.replace(/\s+/g, ' ')));
  return narration.length > 0 && narration.every((utterance) => own.has(utterance.text));
}

interface Sentence extends Utterance {
  /** Number of the paragraph it stood in. */
  paragraph: number;
}

function sentencesOf(utterance: Utterance, paragraph: number): Sentence[] {
  if (countWords(utterance.text) <= COMFORTABLE && utterance.text.length <= LONGEST_SENTENCE)
    return [{ ...utterance, paragraph }];
  return splitSentences(utterance.text)
    .flatMap(splitLong)
    .map((text) => ({ ...utterance, text, paragraph }));
}

/** Cuts a sentence that no one can say in a breath: at words, and words without end by force. */
function splitLong(sentence: string): string[] {
  if (sentence.length < LONGEST_SENTENCE) return [sentence];
  const pieces: string[] = [];
  let piece = '';
  for (const match of sentence.matchAll(/\S{1,200}\s*/gu)) {
    if (piece !== '' && piece.length + match[0].length > LONGEST_SENTENCE) {
      pieces.push(piece.trimEnd());
      piece = '';
    }
    piece += match[0];
  }
  return [...pieces, piece.trimEnd()];
}

/** Equal portions of whole sentences, none much over the comfortable number of words. */
function portions(sentences: readonly Sentence[]): Sentence[][] {
  const total = sentences.reduce((sum, sentence) => sum + countWords(sentence.text), 0);
  const wanted = total / Math.ceil(total / COMFORTABLE);
  const found: Sentence[][] = [];
  let words = Infinity;
  for (const sentence of sentences) {
    const count = countWords(sentence.text);
    if (words + count / 2 > wanted) {
      found.push([]);
      words = 0;
    }
    found.at(-1)?.push(sentence);
    words += count;
  }
  return found;
}

/** Sentences of one paragraph stand together again. */
function paragraphsOf(sentences: readonly Sentence[]): string[] {
  const paragraphs: { text: string; paragraph: number }[] = [];
  for (const { text, paragraph } of sentences) {
    const last = paragraphs.at(-1);
    if (last?.paragraph === paragraph) last.text += ` ${text}`;
    else paragraphs.push({ text, paragraph });
  }
  return paragraphs.map(({ text }) => text);
}

/** From the first utterance to the last; the first portion begins where the scene does. */
function hull(whole: SourceRange, narration: readonly Utterance[], fromStart: boolean): SourceRange {
  const first = fromStart ? whole : (narration[0]?.range ?? whole);
  const last = narration.at(-1)?.range ?? whole;
  return { ...first, end: last.end, endLine: last.endLine, endColumn: last.endColumn };
}
