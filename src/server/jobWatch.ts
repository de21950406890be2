import type { JobEvent, JobService } from '../protocol/protocol.ts';
import type { Log } from './log.ts';

/** A service that tells of everything that happens to the jobs of its process. */
interface TellingService extends JobService {
  subscribeAll(signal?: AbortSignal): AsyncIterable<JobEvent>;
}

/**
 * Calls `onEvent` with every event of every job, from now until `signal` aborts. A service that tells of single jobs
 * only is not asked.
 */
export async function watchJobs(
  service: JobService,
  signal: AbortSignal,
  onEvent: (event: JobEvent) => void,
): Promise<void> {
  if (!isTelling(service)) return;
  for await (const event of service.subscribeAll(signal)) onEvent(event);
}

function isTelling(service: JobService): service is TellingService {
  return 'subscribeAll' in service;
}

/** A line of the log for each change of a job's status. Nothing of the script is in it. */
export function logJobs(log: Log): (event: JobEvent) => void {
  return (event) => {
    if (event.id === undefined) return;
    const { jobId, correlationId } = event.data;
    const about = { jobId, correlationId };
    switch (event.event) {
      case 'job-status': {
        const { status, attempt, stage, percent, resumed, cancelling } = event.data;
        return log('info', 'job', { ...about, status, attempt, stage, percent, resumed, cancelling });
      }
      case 'job-completed':
        return log('info', 'job', { ...about, status: 'Done', seconds: event.data.stats.wallSeconds });
      case 'job-failed': {
        const { stage, errors } = event.data;
        return log('warn', 'job', { ...about, status: 'Failed', stage, code: errors[0]?.code });
      }
      case 'job-cancelled':
        return log('info', 'job', { ...about, status: 'Canceled', stage: event.data.stage });
      default:
    }
  };
}
