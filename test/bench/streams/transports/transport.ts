import type { Source } from '../source.ts';

/** A server that streams the events of the source's job to whoever asks. */
export interface Transport {
  port: number;
  /** Path of the stream. */
  path: string;
  close(): Promise<void>;
}

export type OpenTransport = (source: Source) => Promise<Transport>;
