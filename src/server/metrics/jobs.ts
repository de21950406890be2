import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import {
  isTerminalEvent,
  JobStatusSchema,
  STAGES,
  type JobEvent,
  type JobService,
} from '../../protocol/protocol.ts';

const RESULTS = {
  'job-completed': 'done',
  'job-failed': 'failed',
  'job-cancelled': 'canceled',
} as const satisfies Partial<Record<JobEvent['event'], string>>;

export interface JobMetrics {
  event(event: JobEvent): void;
  /** Counts the jobs as they stand. */
  look(): Promise<void>;
}

export function createJobMetrics(registry: Registry, service: () => JobService | undefined): JobMetrics {
  const registers = [registry];
  const byStatus = new Gauge({
    name: 'aura_jobs',
    help: 'Jobs that are kept, by status.',
    labelNames: ['status'],
    registers,
  });
  const queue = new Gauge({ name: 'aura_queue_length', help: 'Jobs that wait for their turn.', registers });
  const ended = new Counter({
    name: 'aura_jobs_ended_total',
    help: 'Attempts that have ended, by result.',
    labelNames: ['result'],
    registers,
  });
  const stages = new Histogram({
    name: 'aura_stage_duration_seconds',
    help: 'Time that finished stages took. Stages of one job may overlap.',
    labelNames: ['stage'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800],
    registers,
  });
  // Series that are there from the start: a rate over them is right from the first job on.
  for (const result of Object.values(RESULTS)) ended.inc({ result }, 0);
  for (const stage of STAGES) stages.zero({ stage });

  return {
    event(event) {
      if (event.id === undefined) return;
      if (event.event === 'step-status') {
        const { status, step, durationMs } = event.data;
        if (status === 'completed' && durationMs !== undefined)
          stages.observe({ stage: step }, durationMs / 1000);
      }
      if (isTerminalEvent(event)) ended.inc({ result: RESULTS[event.event as keyof typeof RESULTS] });
    },
    async look() {
      const counts = new Map<string, number>(JobStatusSchema.options.map((status) => [status, 0]));
      for (const { status } of (await service()?.list()) ?? []) {
        counts.set(status, (counts.get(status) ?? 0) + 1);
      }
      for (const [status, count] of counts) byStatus.set({ status }, count);
      queue.set(counts.get('Queued') ?? 0);
    },
  };
}
