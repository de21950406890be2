import { paragraphDirection } from './direction.ts';

/** A stretch of text between two places where a line may end. */
export interface Fragment {
  text: string;
  /** Whether a space follows, which vanishes at a line's end. */
  space: boolean;
  /** Whether a line that ends here shows a hyphen. */
  hyphen: boolean;
  /** What a line's end here costs, on top of its shape; negative is welcome. */
  penalty: number;
}

const URL_LIKE = /^[([<"']*(?:[a-z][a-z+.-]*:\/\/|www\.)\S+|^\S+@\S+\.\S+$|^\S*\w\/\S*\w\/\S*$/iu;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const HIRAGANA_ONLY = /^[\p{Script=Hiragana}ー]+$/u;
/** Particles and endings that lean on the word before them; longer hiragana is a word of its own. */
const LEANING_HIRAGANA =
  /^(?:から|まで|より|だけ|など|ので|のに|ほど|くらい|ぐらい|しか|さえ|こそ|でも|ては|ても|です|でした|ます|ました|ません|まし|たい|たち|られ|させ|れる|られる|せる|させる|ない|なかった|なら|ながら|たら|だった|ください)$/u;
const HIRAGANA_WORD =
  /^(?:こと|もの|とき|ここ|そこ|どこ|これ|それ|あれ|どれ|この|その|あの|どの|いつ|なに|なぜ|もう|まだ|また|いま|よく|とても)$/u;
const STARTS_WITH_HIRAGANA = /^\p{Script=Hiragana}/u;
const ENDS_WITH_HIRAGANA = /\p{Script=Hiragana}$/u;
/** Kinsoku: what never begins a line, and what never ends one. */
const NEVER_FIRST =
  /^[、。，．・：；？！ー…‥」』】）］｝〉》〕”’ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々〻!?,.:;)\]}%％°]/u;
const NEVER_LAST = /[「『【（［｛〈《〔“‘([{]$/u;
const CLAUSE_END = /[,;:.!?…。、，；：！？」』)”]$/u;
/** Articles, prepositions: a headline's line is weak when it ends with one. */
const SHORT_WORD = /^[\p{Ll}\p{Lu}]?\p{Ll}{0,2}$/u;
/** Longer ones of English, and short ones that may well end a line. */
const LONG_LEANING =
  /^(?:from|with|into|over|that|than|your|their|this|when|where|which|while|because|between|through|without)$/iu;
const SHORT_RESTING =
  /^(?:is|are|was|it|him|her|me|us|you|too|out|up|off|yes|no|ago|now|so|one|two|way|day)$/iu;

/** Cuts text where its lines may end: spaces, hyphens, soft hyphens, and between words or phrases of unspaced scripts. */
export function fragmentsOf(text: string, language: string): Fragment[] {
  const words = text
    .replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .split(/[ \u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]+/u)
    .filter((word) => word !== '');
  const fragments: Fragment[] = [];
  for (const word of words) {
    const pieces = wordPieces(word, language);
    const last = pieces.at(-1);
    if (last) {
      last.space = true;
      last.penalty += CLAUSE_END.test(last.text) ? -0.03 : 0;
      if (paragraphDirection(word) === 'ltr' && leansOnNext(word)) last.penalty += 0.07;
    }
    fragments.push(...pieces);
  }
  return fragments;
}

function leansOnNext(word: string): boolean {
  return LONG_LEANING.test(word) || (SHORT_WORD.test(word) && !SHORT_RESTING.test(word));
}

function wordPieces(word: string, language: string): Fragment[] {
  if (URL_LIKE.test(word)) return [piece(word.replaceAll('\u00AD', ''))];
  const parts = word.split('\u00AD').filter((part) => part !== '');
  return parts.flatMap((part, index) => {
    const pieces = UNSPACED.test(part) ? phrases(part, language) : hyphenated(part);
    const last = pieces.at(-1);
    if (last && index < parts.length - 1) Object.assign(last, { hyphen: true, penalty: 0.3 });
    return pieces;
  });
}

/** After a hyphen or dash between letters, and where a zero-width space stands. */
function hyphenated(word: string): Fragment[] {
  return word
    .split(/(?<=\p{L}\p{M}*[-‐–—/])(?=\p{L})|(?<=[—])(?=\S)|\u200B/u)
    .filter((part) => part !== '')
    .map((part) => piece(part, 0.03));
}

/** Phrases of a script without spaces: a word with the particles that lean on it. */
function phrases(text: string, language: string): Fragment[] {
  const phraseList: string[] = [];
  for (const { segment } of segmenter(language).segment(text)) {
    const before = phraseList.at(-1);
    if (before !== undefined && leans(before, segment)) phraseList[phraseList.length - 1] = before + segment;
    else phraseList.push(segment);
  }
  return phraseList.map((phrase) => piece(phrase, CLAUSE_END.test(phrase) ? -0.06 : 0));
}

function leans(before: string, segment: string): boolean {
  if (NEVER_FIRST.test(segment) || NEVER_LAST.test(before)) return true;
  if (CLAUSE_END.test(before)) return false;
  if (HIRAGANA_ONLY.test(segment))
    return LEANING_HIRAGANA.test(segment) || ([...segment].length <= 2 && !HIRAGANA_WORD.test(segment));
  return STARTS_WITH_HIRAGANA.test(segment) && !ENDS_WITH_HIRAGANA.test(before);
}

/**
 * Smaller pieces of a fragment that is wider than a whole line, each a place of last resort: an address between its
 * parts, a word between its letters.
 * @param fits Whether a text fits a line.
 */
export function emergencyPieces(fragment: Fragment, fits: (text: string) => boolean): Fragment[] {
  const parts = URL_LIKE.test(fragment.text)
    ? fragment.text.split(/(?<=[/?&=._#-])(?=[^/])/u)
    : [fragment.text];
  const pieces = parts.flatMap((part) =>
    parts.length > 1 && fits(part) ? [piece(part, 0.02)] : letters(part),
  );
  const last = pieces.at(-1);
  if (last)
    Object.assign(last, { space: fragment.space, hyphen: fragment.hyphen, penalty: fragment.penalty });
  return pieces;
}

function letters(text: string): Fragment[] {
  const pieces: Fragment[] = [];
  for (const { segment } of graphemeSegmenter().segment(text)) {
    const before = pieces.at(-1);
    if (before && (NEVER_FIRST.test(segment) || NEVER_LAST.test(before.text))) before.text += segment;
    else pieces.push(piece(segment, 0.6));
  }
  for (const [index, current] of pieces.entries()) {
    const next = pieces[index + 1];
    if (!next) continue;
    const joined = JOINED.test(current.text) && JOINED.test(next.text);
    current.hyphen = joined;
    if (joined && (index < 2 || index > pieces.length - 4)) current.penalty = 2;
  }
  return pieces;
}

/** Letters of scripts that show a hyphen where a word is cut. */
const JOINED = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u;

/** Whether cutting this text anywhere is ordinary typesetting, as it is for ideographs. */
export function cutsFreely(text: string): boolean {
  return UNSPACED.test(text);
}

function piece(text: string, penalty = 0): Fragment {
  return { text, space: false, hyphen: false, penalty };
}

const segmenters = new Map<string, Intl.Segmenter>();
let graphemes: Intl.Segmenter | undefined;

function segmenter(language: string): Intl.Segmenter {
  let found = segmenters.get(language);
  if (!found) {
    found = new Intl.Segmenter(supported(language), { granularity: 'word' });
    segmenters.set(language, found);
  }
  return found;
}

function supported(language: string): string {
  try {
    return Intl.Segmenter.supportedLocalesOf(language)[0] ?? 'ja';
  } catch {
    return 'ja'; // Not a well-formed tag: what a script's front matter holds is anything.
  }
}

export function graphemeSegmenter(): Intl.Segmenter {
  graphemes ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return graphemes;
}
