import type { ProgressDisplay } from './display.ts';

/** A display for programs: every event as one line of JSON, `{"id", "event", "data"}`. */
export function jsonDisplay(write: (line: string) => void): ProgressDisplay {
  return {
    keepsWarnings: true,
    update: (event) => write(JSON.stringify(event)),
    cancelling: () => undefined,
    finish: () => undefined,
  };
}
