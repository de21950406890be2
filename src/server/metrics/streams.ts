import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Clock, JobEvent } from '../../protocol/protocol.ts';
import type { Frame, StreamWatch } from '../sse/frame.ts';

export type StreamKind = 'job' | 'all' | 'video';

export interface StreamMetrics {
  /** A stream is being opened; `resumed` when its reader says where it was, or asks for the past. */
  opened(kind: StreamKind, resumed?: 'by-id' | 'from-start'): StreamWatch;
  /** A live event was written to so many readers. Costs the same for one and a thousand. */
  delivered(event: JobEvent, readers: number): void;
}

export function createStreamMetrics(
  registry: Registry,
  { clock, open }: { clock: Clock; open(): number },
): StreamMetrics {
  const registers = [registry];
  const counter = (name: string, help: string): Counter => new Counter({ name, help, registers });
  const openStreams: Gauge = new Gauge({
    name: 'aura_streams_open',
    help: 'Event streams that are open.',
    registers,
    collect: () => openStreams.set(open()),
  });
  const opens = new Counter({
    name: 'aura_stream_opens_total',
    help: 'Event streams that were opened: of one job, of all jobs, in the older vocabulary.',
    labelNames: ['kind'],
    registers,
  });
  for (const kind of ['job', 'all', 'video'] as const) opens.inc({ kind }, 0);
  const reconnects = counter(
    'aura_stream_reconnects_total',
    'Streams whose reader named the last event it had (Last-Event-ID).',
  );
  const replays = counter('aura_stream_replays_total', 'Streams in which past events were sent again.');
  const replayed = counter('aura_stream_replayed_events_total', 'Past events that were sent again.');
  const gaps = counter(
    'aura_stream_gaps_total',
    'Readers that were told that events between theirs and now are no longer kept.',
  );
  const sent = counter('aura_stream_events_total', 'Events that were sent; heartbeats are not among them.');
  const dropped = counter(
    'aura_stream_dropped_readers_total',
    'Readers that were cut off because they did not keep up.',
  );
  const latency = new Histogram({
    name: 'aura_stream_delivery_seconds',
    help: 'Time from the making of an event to its writing to the sockets of its live readers; the disk comes in between.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });

  return {
    delivered(event, readers) {
      sent.inc(readers);
      if (event.event === 'job-status' && event.data.gap) gaps.inc(readers);
      const madeAt = madeAtMs(event);
      if (madeAt !== undefined) latency.observe(Math.max(0, clock.now() - madeAt) / 1000);
    },
    opened(kind, resumed) {
      const openedAt = clock.now();
      let replaying = false;
      opens.inc({ kind });
      if (resumed === 'by-id') reconnects.inc();
      return {
        sent(frame) {
          if (frame.event === 'heartbeat') return;
          sent.inc();
          if (frame.event === 'job-status' && isGap(frame)) gaps.inc();
          const madeAt = madeAtMs(frame);
          if (madeAt === undefined) return;
          if (madeAt >= openedAt) return latency.observe(Math.max(0, clock.now() - madeAt) / 1000);
          if (resumed === undefined) return;
          replayed.inc();
          if (!replaying) replays.inc();
          replaying = true;
        },
        dropped: () => dropped.inc(),
      };
    },
  };
}

/** When an event was made, by its id. */
function madeAtMs({ id, data }: Frame): number | undefined {
  const ms = Number.parseInt(id ?? (data as { eventId?: string }).eventId ?? '', 10);
  return Number.isNaN(ms) ? undefined : ms;
}

function isGap({ data }: Frame): boolean {
  return (data as { gap?: boolean }).gap === true;
}
