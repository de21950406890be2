import { EVENT_SCHEMAS, parseEvent } from '../../protocol/protocol.ts';
import type { StreamDecoder } from './attempt.ts';

/** Our own protocol. What it does not know is passed over: a newer server may say more. */
export const auraDecoder: StreamDecoder = {
  names: Object.keys(EVENT_SCHEMAS),
  decode(name, data, id) {
    const event = parseEvent(name, data, id);
    return event ? [event] : [];
  },
};
