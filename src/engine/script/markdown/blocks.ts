import type { Span } from '../source.ts';
import type { Prose } from './prose.ts';

/** A picture as Markdown names it; spans count from the start of the scene. */
export interface ImageDraft {
  path: string;
  alt: string;
  title?: string;
  /** Marp's `bg`: behind everything, or `left` / `right` of the text. */
  background?: 'full' | 'left' | 'right';
  span: Span;
  /** Set when the path has spaces and no angle brackets. */
  unbracketed?: boolean;
}

export interface CommentDraft {
  /** Without the marks. */
  text: string;
  /** Where `text` starts. */
  start: number;
  span: Span;
}

export interface ListItemDraft {
  prose: Prose;
  depth: number;
  span: Span;
}

/** What a scene is made of: Markdown without its syntax. */
export type Block =
  | { kind: 'heading'; depth: number; prose: Prose; span: Span }
  | { kind: 'paragraph'; prose: Prose; span: Span }
  | { kind: 'list'; ordered: boolean; items: readonly ListItemDraft[]; span: Span }
  | { kind: 'quote'; paragraphs: readonly (Prose & { span: Span })[]; span: Span }
  | { kind: 'code'; language: string; meta: string; code: string; span: Span }
  | {
      kind: 'table';
      head: readonly string[];
      rows: readonly (readonly string[])[];
      align: readonly ('left' | 'center' | 'right')[];
      span: Span;
    };

/** A scene, taken apart. Depends on the scene's text alone. */
export interface SceneBlocks {
  blocks: readonly Block[];
  images: readonly ImageDraft[];
  comments: readonly CommentDraft[];
  /** Why a part was taken as plain text, when one was. */
  plain: readonly { reason: 'depth' | 'length'; span: Span }[];
}
