import { EVENT_SCHEMAS, parseEvent, type EventName } from '../../protocol/protocol.ts';
import type { KnownServer } from '../knownServer.ts';
import type { StreamDecoder } from '../stream/attempt.ts';
import { decode, FOREIGN_NAMES } from './decode.ts';
import type { Dialect, DialectState } from './dialect.ts';

/** Events that no other make sends with all that ours have. Besides, a header tells. */
const OURS_ALONE: ReadonlySet<EventName> = new Set(['job-status', 'film-plan', 'step-progress', 'heartbeat']);

/**
 * Reads a stream of a server that is not known to be ours. Its ids start anew with each connection, so they are none.
 * Where A turns out to be our own, that is remembered and its ids count.
 */
export function foreignDecoder(options: {
  dialect: Dialect;
  first: DialectState;
  known: KnownServer;
  now(): number;
}): StreamDecoder {
  const { dialect, known, now } = options;
  let state = options.first;
  return {
    names: [...new Set([...Object.keys(EVENT_SCHEMAS), ...FOREIGN_NAMES])],
    decode(name, data, id) {
      const event = dialect === 'A' && known.kind !== 'foreign' ? parseEvent(name, data, id) : undefined;
      if (event) {
        if (OURS_ALONE.has(event.event)) known.isAura();
        return [event];
      }
      if (known.kind === 'aura') return [];
      const decoded = decode(dialect, name, data, state, now());
      state = decoded.state;
      if (decoded.events.some((said) => said.event !== 'error')) known.speaks(dialect);
      return decoded.events;
    },
  };
}
