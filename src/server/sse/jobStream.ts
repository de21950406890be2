import {
  isTerminal,
  isTerminalEvent,
  type EventsFrom,
  type JobEvent,
  type JobService,
} from '../../protocol/protocol.ts';
import { createEventFrame, type FrameForm } from './eventFrame.ts';
import type { Feed, Feeds } from './feed.ts';
import { MAX_BACKLOG_BYTES, type StreamWriter } from './writer.ts';

export interface JobStream {
  service: JobService;
  feeds: Feeds;
  jobId: string;
  from?: EventsFrom | undefined;
  writer: StreamWriter;
  /** What readers may see of an event. */
  view(event: JobEvent): JobEvent;
  /** What this reader is told of it. */
  form: FrameForm;
}

/**
 * Writes a job's events until the attempt has ended or the reader is gone. What was before the reader came is read for
 * it alone and at its own pace; once it has caught up it shares the job's feed with all others, and is cut off when
 * it lags by more than {@link MAX_BACKLOG_BYTES}.
 */
export async function writeJobStream(stream: JobStream): Promise<void> {
  const feed = stream.feeds.join(stream.service, stream.jobId);
  try {
    await feed.ready;
    const live = await catchUp(stream, feed);
    await live?.ended;
  } finally {
    feed.leave();
  }
}

/** A reader that shares a feed. */
interface Live {
  /** Resolves when the feed has ended or the reader is gone. */
  ended: Promise<void>;
}

/** Writes what was before. Resolves when the reader shares the feed, or there is nothing more to read. */
async function catchUp(stream: JobStream, feed: Feed): Promise<Live | undefined> {
  const { service, jobId, from, writer, view, form } = stream;
  const stop = new AbortController();
  const stopListening = writer.onClose(() => stop.abort());
  try {
    for await (const event of service.events(jobId, from, stop.signal)) {
      if (writer.isClosed()) return undefined;
      const frame = createEventFrame(view(event));
      writer.send(form(frame.event), frame.in(form));
      await writer.drained();
      // What follows an end, or the word of one, only its own reading knows.
      if (isTerminalEvent(event) || (event.event === 'job-status' && isTerminal(event.data.status))) continue;
      const live = share(feed, frame.seq, writer, form);
      if (live) return live;
    }
    return undefined;
  } finally {
    stopListening();
  }
}

/** Goes on with the feed after number `seq`; `undefined` when the reader must catch up first. */
function share(feed: Feed, seq: number, writer: StreamWriter, form: FrameForm): Live | undefined {
  if (writer.isClosed()) return undefined;
  let settle: (error?: unknown) => void = () => undefined;
  const detach = feed.attach(seq, {
    take(frame) {
      writer.write(frame.in(form));
      if (writer.backlog() > MAX_BACKLOG_BYTES) writer.destroy();
    },
    onEnd: (error) => settle(error),
  });
  if (!detach) return undefined;
  const ended = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === undefined ? resolve() : reject(error));
    const gone = (): void => {
      detach();
      resolve();
    };
    if (writer.isClosed()) gone();
    else writer.onClose(gone);
  });
  // It may fail before anybody waits for it.
  ended.catch(() => undefined);
  return { ended };
}
