/** What kind of question a topic asks. It decides what the scenes are about. */
export type TopicKind = 'how' | 'howto' | 'why' | 'versus' | 'history' | 'subject';

export interface Topic {
  kind: TopicKind;
  /** The film's title: the topic as a headline. */
  title: string;
  /** What the film is about, to be used within a sentence. */
  subject: string;
  /** What the brief says beyond its first sentence, in its own words. */
  material: readonly string[];
}

/** Longest title. */
const LONGEST = 90;

const REQUEST =
  /^(?:please\s+)?(?:(?:make|create|write|produce|generate)\s+(?:me\s+|us\s+)?)?(?:an?\s+(?:short\s+)?(?:video|film|movie|script|clip|explainer)\s+(?:about|on|explaining)|erstelle\s+ein\s+video\s+über|ein\s+film\s+über|explain(?:\s+to\s+me)?|tell\s+(?:me|us)\s+about)\s+/i;

const KINDS: readonly (readonly [RegExp, TopicKind])[] = [
  [/^how to\s+(.+)$/i, 'howto'],
  [/^how\s+(.+)$/i, 'how'],
  [/^(?:wie)\s+(.+)$/i, 'how'],
  [/^(?:why|warum|weshalb)\s+(.+)$/i, 'why'],
  [/^(?:(?:a|the)\s+)?(?:short\s+|brief\s+)?(?:history|story)\s+of\s+(.+)$/i, 'history'],
  [/^(?:die\s+)?geschichte\s+(.+)$/i, 'history'],
  [
    /^(?:what (?:is|are)|(?:an?\s+)?intro(?:duction)? to|(?:the\s+)?basics of|about|was ist|was sind|über)\s+(.+)$/i,
    'subject',
  ],
];

/** Reads a topic: what is asked, and the words for it. Only rearranges what it is given. */
export function readTopic(given: string): Topic {
  const plain = given.replace(/<!--|-->/g, ' ').replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ');
  // Marks of a list, heading or break in front of a topic are no part of it.
  const flat = plain.replace(/^[-#>*=\s]+/, '').trim() || plain.trim() || '…';
  const [first = flat, ...material] = sentences(flat);
  const asked = first.replace(REQUEST, '').replace(/[.?!:;,\s]+$/, '') || first;
  const title = capital(shorten(asked));
  if (/\s(?:vs\.?|versus|gegen)\s/i.test(asked)) return { kind: 'versus', title, subject: asked, material };
  for (const [pattern, kind] of KINDS) {
    const subject = pattern.exec(asked)?.[1];
    if (subject !== undefined) return { kind, title, subject: shorten(subject), material };
  }
  return { kind: 'subject', title, subject: shorten(inSentence(asked)), material };
}

function sentences(text: string): string[] {
  return (text.match(/[^.!?。！？]+(?:[.!?。！？]+(?=\s|$)|[.!?。！？]+|$)/gu) ?? [text])
    .reduce<string[]>((found, part) => {
      const last = found.at(-1);
      // A full stop within a word or number ends nothing.
      if (last !== undefined && !/[.!?。！？]\s*$/u.test(last)) found[found.length - 1] = last + part;
      else found.push(part);
      return found;
    }, [])
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function shorten(text: string): string {
  if (text.length <= LONGEST) return text;
  const cut = text.slice(0, LONGEST - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > 20 ? cut.slice(0, space) : cut).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function capital(text: string): string {
  const [first = '', ...rest] = text;
  return first.toUpperCase() + rest.join('');
}

/** A leading article or common word in small letters; names keep their capitals. */
function inSentence(text: string): string {
  return text.replace(/^(?:The|A|An|Our|My|Your)\b/, (word) => word.toLowerCase());
}
