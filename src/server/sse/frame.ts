/** What is written to an event stream. */
export interface Frame {
  id?: string | undefined;
  event: string;
  data: unknown;
}

/** Told of what one stream does, except for the live events that it shares with others. */
export interface StreamWatch {
  sent(frame: Frame): void;
  /** The reader was cut off because it did not keep up. */
  dropped(): void;
}

const NAME = /^[\w-]{1,64}$/;
const ID = /^[\w:.-]{1,64}$/;

/**
 * A frame as it goes over the wire: `id`, `event`, `data`, an empty line (HTML Living Standard, 9.2.6).
 * JSON keeps every line break of the data escaped, so nothing in it can start a field of its own.
 * @throws RangeError for a name or an id that could.
 */
export function encodeFrame({ id, event, data }: Frame): string {
  if (!NAME.test(event)) throw new RangeError(`Not an event name: ${JSON.stringify(event)}`);
  if (id !== undefined && !ID.test(id)) throw new RangeError(`Not an event id: ${JSON.stringify(id)}`);
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  return `${idLine}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** A comment: a sign of life that no reader takes for an event. */
export function encodeComment(text: string): string {
  return `: ${text.replaceAll(/[\r\n\0]/g, ' ')}\n\n`;
}
