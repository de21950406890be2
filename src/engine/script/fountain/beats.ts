import type { SceneSettings } from '../scene.ts';
import type { Span } from '../source.ts';
import { countWords } from '../words.ts';
import type { FountainElement } from './elements.ts';
import type { FountainNote } from './mask.ts';

type Told = Extract<FountainElement, { kind: 'action' | 'dialogue' }>;

/** A stretch of a screenplay that makes one scene of the film: an exchange, or something that is told. */
export interface Beat {
  /** The scene heading it stands under. */
  heading?: string;
  elements: Told[];
  notes: FountainNote[];
  /** How the film comes to it. */
  transition?: NonNullable<SceneSettings['transition']>;
  span: Span;
  last: boolean;
}

/** Lines of dialogue on one card, and words of action told while lines are on screen. */
const MOST_LINES = 8;
const MOST_TOLD = 40;
/** Things that happen on one card. */
const MOST_ELEMENTS = 24;
/** Words of action on one card. */
const MOST_ACTION = 70;

/**
 * Divides a screenplay's scenes into what the film can show: action before the first line stands on a card of its own, an
 * exchange holds at most eight lines, a long action between lines begins a new card. A picture begins one, too.
 */
export function divideIntoBeats(
  elements: readonly FountainElement[],
  notes: readonly FountainNote[],
): Beat[] {
  const beats: Beat[] = [];
  let heading: Extract<FountainElement, { kind: 'heading' }> | undefined;
  let section: string | undefined;
  let transition: Beat['transition'];
  let beat: Beat | undefined;
  let pending: FountainNote[] = [];
  let next = 0;

  function begin(span: Span): Beat {
    const isFirst = heading !== undefined && beats.at(-1)?.heading !== heading.text;
    const label = heading?.text ?? section;
    const start = isFirst && heading ? heading.span.start : span.start;
    const begun: Beat = {
      ...(label === undefined ? {} : { heading: label }),
      elements: [],
      notes: pending,
      ...(transition === undefined ? {} : { transition }),
      span: { start, end: span.end },
      last: false,
    };
    pending = [];
    transition = undefined;
    beats.push(begun);
    return begun;
  }

  /** Notes that stand before the offset belong to the beat that goes on, or to the next where they bring a picture. */
  function takeNotes(before: number): void {
    for (let note = notes[next]; note && note.span.start < before; note = notes[++next]) {
      if (/^\s*image\s*:/i.test(note.text)) {
        beat = undefined;
        pending.push(note);
      } else if (beat) beat.notes.push(note);
      else pending.push(note);
    }
  }

  for (const element of elements) {
    takeNotes(element.span.start);
    if (element.kind === 'heading') {
      beat = undefined;
      heading = element;
    } else if (element.kind === 'section') {
      if (element.depth === 1) section = element.text;
    } else if (element.kind === 'transition') {
      transition = /\bCUT\b/i.test(element.text) ? 'cut' : 'fade';
      beat = undefined;
    } else {
      if (!beat || !fits(beat, element)) beat = begin(element.span);
      beat.elements.push(element);
      beat.span = { start: beat.span.start, end: element.span.end };
    }
  }
  takeNotes(Infinity);
  // A picture after the last words is shown in silence.
  const [left] = pending;
  if (left) begin(left.span);
  const last = beats.at(-1);
  if (last) last.last = true;
  return beats;
}

function fits(beat: Beat, element: Told): boolean {
  if (beat.elements.length >= MOST_ELEMENTS) return false;
  const lines = beat.elements.filter((other) => other.kind === 'dialogue');
  const told = wordsOf(beat.elements.filter((other) => other.kind === 'action'));
  const hasPicture = beat.notes.some((note) => /^\s*image\s*:/i.test(note.text));
  if (element.kind === 'dialogue') {
    if (hasPicture) return lines.length > 0 || beat.elements.length === 0;
    // What is told before anybody speaks is a card of text.
    return lines.length > 0 ? lines.length < MOST_LINES : beat.elements.length === 0;
  }
  if (element.centered || beat.elements.some((other) => other.kind === 'action' && other.centered))
    return false;
  const words = told + countWords(element.text);
  return words <= (lines.length > 0 ? MOST_TOLD : MOST_ACTION);
}

function wordsOf(elements: readonly Told[]): number {
  return elements.reduce((sum, element) => sum + countWords(element.text), 0);
}
