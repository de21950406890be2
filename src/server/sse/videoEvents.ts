import {
  STAGES,
  type JobEvent,
  type JobSnapshot,
  type Stage,
  type VideoEvent,
} from '../../protocol/protocol.ts';

/** Where the film of a job can be downloaded. */
export function videoUrl(jobId: string): string {
  return `/api/video/${encodeURIComponent(jobId)}/download`;
}

/** Tells the events of a job in the older vocabulary, which has four; what it cannot say is left out. */
export function createVideoNarrator(snapshot: JobSnapshot): (event: JobEvent) => VideoEvent | undefined {
  const finished = new Set<Stage>(
    snapshot.stages.filter(({ percent }) => percent >= 100).map(({ stage }) => stage),
  );
  let { attempt } = snapshot;

  return ({ id, event, data }) => {
    const { timestamp, correlationId } = data;
    const base = { timestamp, correlationId };
    const common = id === undefined ? {} : { id };
    switch (event) {
      case 'job-status':
        if (data.attempt > attempt) finished.clear();
        attempt = data.attempt;
        return { ...common, event: 'progress', data: progress(data) };
      case 'step-progress':
        return { ...common, event: 'progress', data: progress(data) };
      case 'step-status': {
        if (data.status === 'started') return undefined;
        finished.add(data.step);
        const nextStage = STAGES.find((stage) => !finished.has(stage)) ?? 'complete';
        return { ...common, event: 'stage-complete', data: { stage: data.step, nextStage, ...base } };
      }
      case 'job-completed':
        return {
          ...common,
          event: 'done',
          data: { jobId: data.jobId, videoUrl: videoUrl(data.jobId), ...base },
        };
      case 'job-failed':
        return { ...common, event: 'error', data: { message: data.errorMessage, ...base } };
      case 'job-cancelled':
        return { ...common, event: 'error', data: { message: 'cancelled', ...base } };
      default:
        return undefined;
    }
  };
}

function progress({
  percent,
  stage,
  message,
  timestamp,
  correlationId,
}: {
  percent: number;
  stage: Stage;
  message: string;
  timestamp: string;
  correlationId: string;
}): Extract<VideoEvent, { event: 'progress' }>['data'] {
  return { percentage: Math.floor(percent), stage, message, timestamp, correlationId };
}
