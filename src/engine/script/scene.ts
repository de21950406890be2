import type { FilmOptions, ScriptFormat, Voice } from '../../protocol/protocol.ts';

/** Where something stands in the script. Offsets count UTF-16 units of the text as given; lines and columns from 1. */
export interface SourceRange {
  start: number;
  end: number;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

/** A picture or clip as the script names it. Not resolved, not read: that is the planning stage's. */
export interface MediaReference {
  /** As written, percent-decoded where the format says so. */
  path: string;
  alt: string;
  range: SourceRange;
}

export interface ListItem {
  text: string;
  /** Nesting, from 0. */
  depth: number;
}

export interface DialogueLine {
  /** Name as shown. */
  speaker: string;
  text: string;
}

/** What is on screen in a scene. */
export type SceneContent =
  | { kind: 'title'; title: string; subtitle?: string; credits?: readonly string[] }
  | { kind: 'text'; heading?: string; paragraphs: readonly string[] }
  | { kind: 'list'; heading?: string; ordered: boolean; items: readonly ListItem[] }
  | { kind: 'quote'; text: string; attribution?: string; verse: boolean }
  | {
      kind: 'code';
      heading?: string;
      language: string;
      code: string;
      /** Lines in focus, step by step (`{1-3|5}`), numbered from 1; empty when none is named. */
      focus: readonly (readonly number[])[];
    }
  | { kind: 'picture'; media: MediaReference; name?: string; place?: string }
  | {
      kind: 'beside';
      media: MediaReference;
      heading?: string;
      ordered: boolean;
      items: readonly ListItem[];
      paragraphs: readonly string[];
    }
  | { kind: 'dialogue'; heading?: string; lines: readonly DialogueLine[] }
  | { kind: 'number'; value: string; unit?: string; text: string }
  | {
      kind: 'table';
      heading?: string;
      head: readonly string[];
      rows: readonly (readonly string[])[];
      align: readonly ('left' | 'center' | 'right')[];
    }
  | { kind: 'end'; title: string; lines: readonly string[] };

export type SceneKind = SceneContent['kind'];

/** A stretch of narration in one voice. */
export interface Utterance {
  /** Plain text as it is spoken and captioned: whitespace normalised, no markup. */
  text: string;
  /** Speaker's name in a screenplay; the narrator when absent. */
  speaker?: string;
  /** Number of the dialogue line or list item on screen that it is, from 0, where it is one. */
  item?: number;
  range: SourceRange;
}

/** What a scene sets for itself. */
export interface SceneSettings {
  voice?: Voice;
  /** Asked length, seconds. */
  duration?: number;
  transition?: 'fade' | 'cut';
  motion?: 'none' | 'in' | 'out' | 'auto';
}

export interface Scene {
  /** Stable while the scene's text stays: a hash of it, made unique within the film. */
  id: string;
  /** From 1, in order of the film. */
  number: number;
  /** Line to point at, from 1. */
  line: number;
  range: SourceRange;
  /** For lists, chapters and messages. Never empty. */
  title: string;
  /** The `#` part above a `##` scene, a Fountain scene heading; only what the script says. */
  eyebrow?: string;
  content: SceneContent;
  narration: readonly Utterance[];
  settings: SceneSettings;
  /** Where each setting stands (`duration`, `voice`, …), for messages. */
  marks: Readonly<Record<string, SourceRange>>;
}

export type DiagnosticSeverity = 'error' | 'warning' | 'information';

/** A replacement that mends what a diagnostic names. */
export interface DiagnosticFix {
  title: string;
  edits: readonly { range: SourceRange; text: string }[];
}

export interface Diagnostic {
  /** `aura/missing-file`, … stable and documented. */
  code: string;
  severity: DiagnosticSeverity;
  message: string;
  range: SourceRange;
  fixes: readonly DiagnosticFix[];
}

/** A script, read. */
export interface Script {
  format: ScriptFormat;
  title: string;
  author?: string;
  /** From the front matter or title page. */
  options: FilmOptions;
  /** Voice of each speaker as the front matter names them. */
  cast: Readonly<Record<string, Voice>>;
  /** BCP 47: as the script says (`language`, `lang`), else recognised from its words; `und` when neither is possible. */
  language: string;
  /** `options.music`, with the place that names it. */
  music?: MediaReference;
  /** Where each option stands (`target`, `voice`, …), for messages. */
  marks: Readonly<Record<string, SourceRange>>;
  scenes: readonly Scene[];
  /** Set when the text is only a topic: the script stage writes the scenes. */
  brief?: string;
  diagnostics: readonly Diagnostic[];
}
