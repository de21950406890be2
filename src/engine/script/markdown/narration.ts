import type { NarrationSource } from '../../../protocol/protocol.ts';
import type { SceneContent } from '../scene.ts';
import { isSpeakable, spokenText } from '../speech.ts';
import type { Span } from '../source.ts';
import type { ChosenCard } from './card.ts';
import type { Paragraph, SceneParts } from './parts.ts';

/** An utterance whose place is not yet counted from the start of the script. */
export interface UtteranceDraft {
  text: string;
  speaker?: string;
  item?: number;
  span: Span;
}

/** A speaker note: its paragraphs, each with its place. */
export interface Note {
  text: string;
  span: Span;
}

/**
 * What is said in a scene: its notes where it has some, else its prose, else its heading and list (`auto`); only the notes
 * (`notes`); never the notes (`text`).
 */
export function narrate(
  wanted: NarrationSource,
  notes: readonly Note[],
  parts: SceneParts,
  card: ChosenCard,
): UtteranceDraft[] {
  const useNotes = wanted === 'notes' || (wanted === 'auto' && notes.length > 0);
  const drafts = useNotes ? notes.map(noteUtterance) : fromText(parts, card);
  return drafts.filter((draft) => isSpeakable(draft.text));
}

function noteUtterance(note: Note): UtteranceDraft {
  return { text: note.text, span: note.span };
}

function fromText(parts: SceneParts, { content, shown }: ChosenCard): UtteranceDraft[] {
  const told = parts.paragraphs.filter((paragraph) => !shown.includes(paragraph));
  if (parts.dialogue) return dialogue(parts, content.kind === 'dialogue');
  if (content.kind === 'quote' && parts.quote) return inOrder(parts, told, true);
  if (content.kind === 'title' || content.kind === 'number') {
    if (told.length > 0 && (content.kind === 'title' || parts.paragraphs.length > 1)) return told.map(say);
    return [...parts.headings.slice(0, 2).map(say), ...parts.paragraphs.map(say)];
  }
  if (content.kind === 'end') {
    const sentences = told.filter((paragraph) => /[.!?…。！？]["'”’»]?$/u.test(paragraph.prose.spoken));
    return sentences.length > 0 ? sentences.map(say) : parts.headings.slice(0, 1).map(say);
  }
  if (content.kind === 'picture') return told.map(say);
  if (told.length > 0) return inOrder(parts, told, true);
  return headingAndList(parts, content);
}

function headingAndList(parts: SceneParts, content: SceneContent): UtteranceDraft[] {
  const heading = parts.headings.slice(0, 1).map(say);
  const onScreen = content.kind === 'list' || content.kind === 'beside';
  const items = parts.lists
    .flatMap((list) => list.items)
    .map((item, index) => ({
      text: item.prose.spoken,
      span: item.span,
      ...(onScreen ? { item: index } : {}),
    }));
  return [...heading, ...items];
}

/** Prose and quotation in the order of the script; a list is read where the paragraph before it ends in a colon. */
function inOrder(parts: SceneParts, told: readonly Paragraph[], withQuote: boolean): UtteranceDraft[] {
  const drafts: UtteranceDraft[] = [];
  let introduced = false;
  let item = 0;
  for (const block of parts.blocks) {
    if (block.kind === 'paragraph') {
      const paragraph = told.find((candidate) => candidate.span.start === block.span.start);
      if (!paragraph) continue;
      drafts.push(say(paragraph));
      introduced = /[:：]$/.test(paragraph.prose.spoken);
    } else if (block.kind === 'list') {
      for (const { prose, span } of block.items) {
        if (introduced) drafts.push({ text: prose.spoken, span, item });
        item++;
      }
      introduced = false;
    } else if (block.kind === 'quote' && withQuote && parts.quote) {
      const { quote } = parts;
      if (quote.spoken[0]?.span.start === block.paragraphs[0]?.span.start) drafts.push(...quote.spoken);
    }
  }
  return drafts;
}

function dialogue(parts: SceneParts, onScreen: boolean): UtteranceDraft[] {
  let item = 0;
  return (parts.dialogue ?? []).map(({ speaker, text, span }) => {
    if (speaker === undefined) return { text, span };
    return { text, span, speaker, ...(onScreen ? { item: item++ } : {}) };
  });
}

function say(paragraph: Paragraph): UtteranceDraft {
  return { text: paragraph.prose.spoken, span: paragraph.span };
}

/** Cuts a note into its paragraphs and takes the little markup that notes have out of it. */
export function noteParagraphs(text: string, start: number): Note[] {
  const notes: Note[] = [];
  const paragraph = /\S[\s\S]*?(?=(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)|(?:\r\n|\r|\n)[ \t]*[-*+•][ \t]|$)/g;
  for (const match of text.matchAll(paragraph)) {
    const spoken = spokenText(withoutMarks(match[0]));
    if (isSpeakable(spoken)) {
      const from = start + match.index;
      notes.push({ text: spoken, span: { start: from, end: from + match[0].trimEnd().length } });
    }
  }
  return notes;
}

function withoutMarks(text: string): string {
  return text
    .replace(/\[click(?::[+-]?\d+)?\]/gi, ' ')
    .replace(/!\[[^\]\n]{0,200}\]\([^)\n]{0,500}\)/g, ' ')
    .replace(/\[([^\]\n]{1,200})\]\([^)\n]{0,500}\)/g, '$1')
    .replace(/^[ \t]*(?:[-*+•]|#{1,6}|>)[ \t]+/gm, '')
    .replace(/(\*\*|__|~~|`)(?=\S)([^\n]{0,400}?\S)\1/g, '$2')
    .replace(/(^|[\s(“"])[*_](?=\S)([^*_\n]{0,400}?\S)[*_](?=[\s.,;:!?)”"]|$)/g, '$1$2');
}
