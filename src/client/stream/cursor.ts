import { parseEventId, type JobEvent } from '../../protocol/protocol.ts';

/** Whole ids that are remembered, for servers whose ids have no order. */
const REMEMBERED = 10_000;

/** What the client has seen of a job: where to go on, and what not to deliver twice. */
export interface Cursor {
  /** The id to resume after. */
  readonly last: string | undefined;
  /** Takes an event in; `false` when it was delivered before. */
  accept(event: JobEvent): boolean;
}

/**
 * @param start the id after which to begin, e.g. kept over a restart of the editor.
 */
export function createCursor(start?: string): Cursor {
  let last = start;
  const seen = new Set<string>(start === undefined ? [] : [start]);

  return {
    get last() {
      return last;
    },
    accept(event) {
      const { id } = event;
      if (id === undefined) {
        // A gap replaces what we knew, even by a lower id; without one, an opening status only says where we begin.
        // The event it names has not been delivered by that: of an ended job it is the one that follows.
        if (event.event !== 'job-status') return true;
        last = event.data.gap ? event.data.lastEventId : (last ?? event.data.lastEventId);
        return true;
      }
      if (seen.has(id) || isBefore(id, last)) return false;
      last = id;
      seen.add(id);
      if (seen.size > REMEMBERED) forgetFirst(seen);
      return true;
    },
  };
}

function isBefore(id: string, last: string | undefined): boolean {
  const one = parseEventId(id);
  const other = last === undefined ? undefined : parseEventId(last);
  if (!one || !other || id === last) return false;
  return one.seq <= other.seq;
}

function forgetFirst(seen: Set<string>): void {
  for (const first of seen) {
    seen.delete(first);
    return;
  }
}
