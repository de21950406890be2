import { createIdGiver } from './identity.ts';
import type { Scene, SceneContent, Utterance } from './scene.ts';
import { continueScene } from './continuation.ts';
import { readDialogue } from './markdown/dialogue.ts';
import { plainProse } from './markdown/prose.ts';
import { sceneTitle } from './sceneTitle.ts';
import { type Source, type Span, trimSpan } from './source.ts';
import { isSpeakable, spokenText } from './speech.ts';

/** Longest topic that becomes a brief, in UTF-16 units. */
const LONGEST_TOPIC = 300;
/** Longest title line, in UTF-16 units. */
const LONGEST_TITLE = 80;

/** A plain text: its scenes, or the topic that it only is. */
export interface PlainText {
  title?: string;
  scenes: readonly Scene[];
  brief?: string;
}

/**
 * Reads plain text: a paragraph is a scene. A short first line without a full stop is the title; such lines between paragraphs
 * are headings. Text of one line is only a topic, for which a script is to be written.
 */
export function readPlain(source: Source): PlainText {
  const paragraphs = paragraphSpans(source);
  const [first] = paragraphs;
  if (!first) return { scenes: [] };
  const whole = source.text.slice(first.start, first.end);
  if (paragraphs.length === 1 && !/[\r\n]/.test(whole) && whole.length <= LONGEST_TOPIC) {
    return isSpeakable(whole) ? { scenes: [], brief: spokenText(whole) } : { scenes: [] };
  }
  return { ...readParagraphs(source, paragraphs) };
}

function readParagraphs(source: Source, paragraphs: readonly Span[]): PlainText {
  const giveId = createIdGiver();
  const scenes: Scene[] = [];
  let title: string | undefined;
  let heading: Span | undefined;

  function add(content: SceneContent, narration: readonly Utterance[], span: Span): void {
    const scene: Scene = {
      id: '',
      number: 0,
      line: source.lineAt(span.start) + 1,
      range: source.range(span.start, span.end),
      title: sceneTitle(content, narration[0]?.text, scenes.length + 1),
      content,
      narration,
      settings: {},
      marks: {},
    };
    for (const part of continueScene(scene, true)) {
      const id = giveId(part.narration.map((utterance) => utterance.text).join('\n'));
      scenes.push({ ...part, id, number: scenes.length + 1 });
    }
  }

  function addTitle(span: Span): void {
    const text = spokenText(source.text.slice(span.start, span.end));
    title ??= text;
    add({ kind: 'title', title: text }, [utterance(source, text, span)], span);
  }

  paragraphs.forEach((span, index) => {
    const isLast = index === paragraphs.length - 1;
    if (isTitleLine(source.text.slice(span.start, span.end)) && !isLast) {
      // The first title is a card of its own, and so is one that another follows.
      if (index === 0) addTitle(span);
      else {
        if (heading) addTitle(heading);
        heading = span;
      }
      return;
    }
    const text = source.text.slice(span.start, span.end);
    const prose = plainProse(text);
    // A row of stars or dashes separates and says nothing.
    if (!isSpeakable(prose.shown)) return;
    const whole = { start: heading?.start ?? span.start, end: span.end };
    const headingText = heading && spokenText(source.text.slice(heading.start, heading.end));
    heading = undefined;
    const head = headingText === undefined ? {} : { heading: headingText };
    const lines = readDialogue([{ prose, span: { start: 0, end: text.length } }], text, new Set());
    if (lines) {
      let item = 0;
      const narration = lines.map(({ speaker, text: said, span: at }) => ({
        ...utterance(source, said, { start: span.start + at.start, end: span.start + at.end }),
        ...(speaker === undefined ? {} : { speaker, item: item++ }),
      }));
      const shown = lines.flatMap((line) =>
        line.speaker === undefined ? [] : [{ speaker: line.speaker, text: line.text }],
      );
      add({ kind: 'dialogue', ...head, lines: shown }, narration, whole);
    } else {
      const narration = [utterance(source, prose.spoken, span)];
      add({ kind: 'text', ...head, paragraphs: [prose.shown] }, narration, whole);
    }
  });
  if (heading) addTitle(heading);
  return { scenes, ...(title === undefined ? {} : { title }) };
}

function utterance(source: Source, text: string, span: Span): Utterance {
  return { text, range: source.range(span.start, span.end) };
}

function isTitleLine(text: string): boolean {
  const trimmed = text.trim();
  return (
    !/[\r\n]/.test(trimmed) &&
    trimmed.length <= LONGEST_TITLE &&
    isSpeakable(trimmed) &&
    !/[.,;:。、！．]$/.test(trimmed) &&
    !/^.{1,40}[:：]\s/.test(trimmed)
  );
}

function paragraphSpans(source: Source): Span[] {
  const spans: Span[] = [];
  let open: Span | undefined;
  for (const line of source.lines) {
    const inner = trimSpan(source.text, line);
    if (inner.start === inner.end) open = undefined;
    else if (open) open.end = inner.end;
    else {
      open = { ...inner };
      spans.push(open);
    }
  }
  return spans;
}
