import type { ThemeName } from '../../../protocol/protocol.ts';
import type { SceneContent } from '../../script/scene.ts';

/** A decoded picture: 8-bit RGBA, rows without padding. */
export interface Bitmap {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Everything a card depends on; plain data, so that it can be hashed and sent to a worker. */
export interface CardSpec {
  content: SceneContent;
  eyebrow?: string;
  theme: ThemeName;
  /** Frame in pixels, both even. */
  width: number;
  height: number;
  /** Whether captions are burned in: the text box and lower third keep clear of them. */
  captionsBurned: boolean;
  /** BCP 47 of the script, for line breaking; `und` when not known. */
  language: string;
  /**
   * The picture of a `beside` card, already decoded and no larger than needed. For a `picture` card a small version (some
   * hundred pixels wide) of what the renderer lays under, cut to the frame, to choose the scrim by; without it the worst
   * is expected of the picture.
   */
  picture?: Bitmap;
}

/** One screen of a scene: a scene whose text is too long becomes several. */
export interface CardPage {
  /** Number of things that appear one after another (list items, dialogue lines, code steps); 0 when all is there from the start. */
  steps: number;
  /** Numbers (from 0, of the scene's items, lines, rows or focus steps) that `steps` stand for. */
  items: readonly number[];
  /** Texts of the steps, to match with the narration. */
  texts: readonly string[];
  /** Whether the background is transparent: to be laid over a moving picture. */
  overlay: boolean;
}

/** A card, laid out: which text fits where is decided, nothing is drawn yet. */
export interface CardLayout {
  pages: readonly CardPage[];
  /** What a writer should know: shrunk, split, too many items, glyphs without a font. */
  notes: readonly CardNote[];
}

export interface CardNote {
  code:
    | 'aura/text-shrunk'
    | 'aura/text-split'
    | 'aura/many-items'
    | 'aura/long-heading'
    | 'aura/long-code'
    | 'aura/missing-glyph';
  message: string;
}

/** One state of a page: `shown` steps stand, the next one is `entering` (eased, 0–1; 0 = not there yet). */
export interface CardState {
  page: number;
  shown: number;
  entering: number;
}

/** A small picture of a card, with everything on it. */
export interface ThumbnailRequest {
  card: CardSpec;
  key: string;
  under?: Bitmap;
  /** Pixels; the height follows. */
  width: number;
}

/** Changes whenever a card of the same spec could look different. Part of cache keys. */
export const CARDS_VERSION = '4';
