/** Text as it is fed to a synthesizer, with the way back to the text it stands for. */
export interface SpokenText {
  text: string;
  /** For each code point of `text`: offset in the source, UTF-16 units. One more entry than code points: the source's end. */
  offsets: readonly number[];
}

/** What to say instead of a match; `undefined` leaves it as it is. */
type Rule = readonly [pattern: RegExp, spoken: string | ((match: RegExpExecArray) => string | undefined)];

const EVERYWHERE: readonly Rule[] = [
  // Marks of direction, variation selectors, control characters and lone surrogates make no sound; joiners shape words.
  [/(?:(?!\u200C|\u200D|\n|\t)[\p{Cf}\p{Cc}\p{Cs}\p{Variation_Selector}])+/u, ''],
  [
    /(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u20E3|\u200D(?=\p{Extended_Pictographic}))+/u,
    emojiBreak,
  ],
  [/https?:\/\/(?:www\.)?([^\s/?#]+)((?:\/[^\s?#]*)?)(?:[?#]\S*)?/u, (match) => spokenUrl(match)],
  // A synthesizer takes `<x` for markup and `&amp;` for an entity; a space breaks both.
  [/<(?=\S)/u, '< '],
  [/&(?=#?\w+;)/u, '& '],
  [/[`*_|~^\\]+/u, ' '],
  [/ {0,2}[—―] {0,2}/u, ', '],
  [/ {1,2}[–-] {1,2}/u, ', '],
  // The points of Hebrew would be spelled out, one by one.
  [/[\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7]+/u, ''],
];

const ENGLISH: readonly Rule[] = [
  [/\be\.g\.,?/iu, 'for example'],
  [/\bi\.e\.,?/iu, 'that is'],
  [/\bvs\.?(?=\s)/iu, 'versus'],
  [/\bapprox\.(?=\s)/iu, 'approximately'],
  [
    /([$€£])(\d[\d,]*)(?:\.(\d\d))?(\s+(?:thousand|million|billion|trillion)\b)?/u,
    (match) => spokenMoney(match),
  ],
  [/(?<=\d):(?=\d\b(?!:))/u, ' to '],
  [/(?<=\d) ?× ?(?=\d)/u, ' by '],
  [/(?<=\d) ?– ?(?=\d)/u, ' to '],
  [/ {0,2}(?:→|⇒|=>|->) {0,2}/u, ' to '],
];

interface RuleSet {
  /** Finds the next place where some rule matches. */
  any: RegExp;
  each: readonly { sticky: RegExp; spoken: Rule[1] }[];
}

function compile(rules: readonly Rule[]): RuleSet {
  const sources = rules.map(([pattern]) => `(?:${pattern.source.replace(/\((?!\?)/g, '(?:')})`);
  return {
    any: new RegExp(sources.join('|'), 'giu'),
    each: rules.map(([pattern, spoken]) => ({ sticky: new RegExp(pattern.source, 'iuy'), spoken })),
  };
}

const ENGLISH_RULES = compile([...ENGLISH, ...EVERYWHERE]);
const OTHER_RULES = compile(EVERYWHERE);

/**
 * Writes a text the way it is read aloud: without what makes no sound, with what a synthesizer would stumble on spelled out.
 *
 * @param language BCP 47; English has rules of its own.
 */
export function toSpokenText(source: string, language: string): SpokenText {
  const rules = language.toLowerCase().startsWith('en') ? ENGLISH_RULES : OTHER_RULES;
  let text = '';
  const offsets: number[] = [];
  const append = (piece: string, at: number, advance: boolean) => {
    let offset = at;
    for (const character of piece) {
      offsets.push(offset);
      if (advance) offset += character.length;
    }
    text += piece;
  };
  let done = 0;
  for (const found of source.matchAll(rules.any)) {
    append(source.slice(done, found.index), done, true);
    const spoken = speakMatch(rules.each, source, found.index);
    append(spoken?.text ?? found[0], found.index, spoken === undefined);
    done = found.index + found[0].length;
  }
  append(source.slice(done), done, true);
  offsets.push(source.length);
  return { text, offsets };
}

/** What the first rule that matches right at `index` says; its lookbehinds need the whole source. */
function speakMatch(rules: RuleSet['each'], source: string, index: number): { text: string } | undefined {
  for (const { sticky, spoken } of rules) {
    sticky.lastIndex = index;
    const match = sticky.exec(source);
    if (!match) continue;
    const text = typeof spoken === 'string' ? spoken : spoken(match);
    return text === undefined ? undefined : { text };
  }
  return undefined;
}

function emojiBreak(match: RegExpExecArray): string | undefined {
  // © ® ™ and the like are pictographs by their class, but they are read.
  return /^[\u00A9\u00AE\u2122]+$/u.test(match[0]) ? undefined : ' ';
}

function spokenUrl([, host = '', path = '']: RegExpExecArray): string {
  const tail = path.replace(/[.,;:!?)]+$/u, '');
  const end = path.slice(tail.length);
  return `${host}${tail.replace(/\/$/u, '')}${end}`.replaceAll('/', ' slash ').replaceAll('-', ' ');
}

const CURRENCIES: Readonly<Record<string, readonly [one: string, many: string]>> = {
  $: ['dollar', 'dollars'],
  '€': ['euro', 'euros'],
  '£': ['pound', 'pounds'],
};

function spokenMoney([, sign = '$', whole = '', cents, magnitude]: RegExpExecArray): string {
  const [one, many] = CURRENCIES[sign] ?? ['', ''];
  if (magnitude) return `${whole}${cents ? `.${cents}` : ''}${magnitude} ${many}`;
  const unit = whole === '1' ? one : many;
  return cents && cents !== '00' ? `${whole} ${unit} ${cents}` : `${whole} ${unit}`;
}
