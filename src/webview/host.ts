// The only way out of the webview: what the person asks for, and what is remembered while the panel is hidden.
import type { PanelIntent } from '../protocol/protocol.ts';

interface VsCodeApi {
  postMessage(message: PanelIntent): void;
  getState(): unknown;
  setState(state: Remembered): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** Where the person is and how they like it. Nothing about jobs: those come whole from the host. */
export interface Remembered {
  scroll: number;
  /** Boxes that were opened or closed by hand, by name. */
  open: Readonly<Record<string, boolean>>;
  /** 0–1. */
  volume: number;
  muted: boolean;
  captions: boolean;
}

const INITIAL: Remembered = { scroll: 0, open: {}, volume: 1, muted: false, captions: true };

const { postMessage: tellHost, getState, setState } = acquireVsCodeApi();
let remembered: Remembered = { ...INITIAL, ...(getState() as Partial<Remembered> | undefined) };

/** Tells the host what the person asks for. */
export function send(intent: PanelIntent): void {
  tellHost(intent);
}

export function recall(): Remembered {
  return remembered;
}

/** Keeps a part of the state over hiding and reloading of the panel. */
export function remember(part: Partial<Remembered>): void {
  remembered = { ...remembered, ...part };
  setState(remembered);
}
