import { Registry } from 'prom-client';
import type { Clock, JobEvent, JobService } from '../../protocol/protocol.ts';
import { createHttpMetrics, type HttpMetrics } from './http.ts';
import { createJobMetrics } from './jobs.ts';
import { addProcessMetrics } from './process.ts';
import { createStreamMetrics, type StreamMetrics } from './streams.ts';

/** What a server counts about itself, for Prometheus. No label takes a value that a caller chooses. */
export interface Metrics {
  readonly http: HttpMetrics;
  readonly streams: StreamMetrics;
  /** An event of any job. */
  job(event: JobEvent): void;
  /** Media type of {@link text}. */
  readonly type: string;
  /** Everything as it stands, in Prometheus' text format 0.0.4. */
  text(): Promise<string>;
}

export interface MetricsOptions {
  clock: Clock;
  version: string;
  /** Streams that are open now. */
  openStreams(): number;
  /** The service, once it is there. */
  service(): JobService | undefined;
}

export function createMetrics({ clock, version, openStreams, service }: MetricsOptions): Metrics {
  const registry = new Registry();
  const jobs = createJobMetrics(registry, service);
  const metrics: Metrics = {
    http: createHttpMetrics(registry),
    streams: createStreamMetrics(registry, { clock, open: openStreams }),
    job: jobs.event,
    type: registry.contentType,
    async text() {
      await jobs.look();
      return await registry.metrics();
    },
  };
  addProcessMetrics(registry, version);
  return metrics;
}
