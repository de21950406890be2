import type { JobSnapshot } from './snapshot.ts';

/** How the client reaches its server, for people. */
export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'polling'; everyMs: number }
  | { kind: 'reconnecting'; attempt: number; nextAtMs: number }
  | { kind: 'paused'; untilMs: number }
  | { kind: 'closed' };

/** A job in the panel. */
export interface PanelJob {
  snapshot: JobSnapshot;
  connection: ConnectionState;
  /** Webview URIs of what can be shown; absent until there is one. */
  media?: {
    video?: string;
    captions?: string;
    poster?: string;
    thumbnails: Readonly<Record<string, string>>;
  };
  /** The last lines of the log, once asked for or when failed. */
  logTail?: readonly string[];
  /** Folder in which the film lies, for people. */
  savedIn?: string;
}

/** The whole of what the panel shows: it is a function of this. Sent complete, never as a delta. */
export interface PanelState {
  /** Where jobs run, e.g. `this computer` or a host name. */
  host: { label: string; local: boolean };
  /** Newest first. */
  jobs: readonly PanelJob[];
  /** The job that is shown large; the person's choice, else the newest. */
  chosen?: string;
  /** Script in the editor, when there is one that could become a film. */
  script?: { name: string; empty: boolean };
  /** Trouble that is not a job's: ffmpeg missing, engine crashed. */
  trouble?: {
    title: string;
    detail: string;
    remediation: string;
    actions: readonly PanelAction[];
    correlationId?: string;
  };
}

/** Something a button does. */
export type PanelAction =
  | 'openScript'
  | 'newScript'
  | 'runDemo'
  | 'generate'
  | 'cancel'
  | 'retry'
  | 'showLog'
  | 'openVideo'
  | 'revealOutput'
  | 'reconnect'
  | 'restartEngine'
  | 'openSettings'
  | 'copyReport'
  | 'remove';

/** What the person asks for. Sent by the webview, carried out by the extension. */
export type PanelIntent =
  | { type: 'ready' }
  | { type: 'action'; action: PanelAction; jobId?: string }
  | { type: 'choose'; jobId: string }
  | { type: 'goToLine'; jobId: string; line: number }
  | { type: 'openArtifact'; jobId: string; name: string }
  | { type: 'copy'; text: string };

/** What the extension sends. */
export type PanelMessage = { type: 'state'; state: PanelState };
