import { parseEventId, type JobEvent } from '../../protocol/protocol.ts';
import { encodeFrame, type Frame } from './frame.ts';

/** What a kind of reader is told of an event. */
export type FrameForm = (event: JobEvent) => Frame;

/** As a stream of one job has it. */
export const withId: FrameForm = ({ id, event, data }) => ({ id, event, data });

/** As a stream of all jobs has it: it cannot be resumed, so the id is only in the data. */
export const withEventId: FrameForm = ({ id, event, data }) => ({
  event,
  data: id === undefined ? data : { ...data, eventId: id },
});

/** An event on its way to its readers. */
export interface EventFrame {
  readonly event: JobEvent;
  /** Its number; of a status of now, that of the last event before it; −1 for none. */
  readonly seq: number;
  /** Its text, made once for all readers that are told the same. */
  in(form: FrameForm): string;
}

export function createEventFrame(event: JobEvent): EventFrame {
  const texts = new Map<FrameForm, string>();
  const upTo = event.id ?? (event.event === 'job-status' ? event.data.lastEventId : undefined);
  return {
    event,
    seq: upTo === undefined ? -1 : (parseEventId(upTo)?.seq ?? -1),
    in(form) {
      const known = texts.get(form);
      if (known !== undefined) return known;
      const text = encodeFrame(form(event));
      texts.set(form, text);
      return text;
    },
  };
}
