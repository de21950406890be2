import type { JobError } from './problem.ts';
import type { JobSnapshot } from './snapshot.ts';

/** How the client reaches its server, for people. */
export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'polling'; everyMs: number }
  /** Times are epoch ms, by the host's clock. */
  | { kind: 'reconnecting'; attempt: number; nextAtMs: number }
  | { kind: 'paused'; untilMs: number }
  | { kind: 'closed' };

/** What is under way between this computer and a server that makes a film for it. */
export type Transfer =
  /** What the script names goes up; file 0 of 0 while it is being looked at. */
  | { kind: 'sending'; file: number; files: number; sentBytes: number; totalBytes: number }
  /** The film comes down. */
  | { kind: 'receiving'; receivedBytes: number; totalBytes: number }
  /** The film could not be brought here; it is still on the server. */
  | { kind: 'failed'; error: JobError };

/** A job in the panel. */
export interface PanelJob {
  snapshot: JobSnapshot;
  connection: ConnectionState;
  /** Where it runs, when that is not the panel's host. */
  host?: PanelState['host'];
  /** Absent when nothing travels. */
  transfer?: Transfer;
  /** When the last byte came from the server, by the host's clock, epoch ms; `snapshot.lastSign` when absent. */
  lastHeardMs?: number;
  /** Webview URIs of what can be shown; absent until there is one. */
  media?: {
    video?: string;
    captions?: string;
    poster?: string;
    /** By the name of the artifact that a scene's `thumbnail` names. */
    thumbnails: Readonly<Record<string, string>>;
  };
  /** The last lines of the log, once asked for or when failed. */
  logTail?: readonly string[];
  /** Lines of the whole log, when known. */
  logLines?: number;
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
  /** The host's clock when this was sent, epoch ms: ages and countdowns go on from it. */
  sentAtMs?: number;
  /** What the host can do beyond the buttons of the states; the panel shows these only where they are offered. */
  offers?: readonly PanelOffer[];
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
  | 'enterToken'
  | 'download'
  | 'copyReport'
  | 'remove'
  | PanelOffer;

/** Ways that not every host has. */
export type PanelOffer = 'connectServer' | 'doctor' | 'clearHistory';

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
