import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import {
  AuraError,
  isTerminal,
  STAGE_TITLES,
  type Artifact,
  type JobSnapshot,
  type VideoStatus,
} from '../../protocol/protocol.ts';
import { attachment } from '../attachment.ts';
import { hijack, type ServerContext } from '../context.ts';
import { sendFile } from '../sendFile.ts';
import { createVideoNarrator, videoUrl } from '../sse/videoEvents.ts';
import { MAX_BACKLOG_BYTES, openWriter } from '../sse/writer.ts';
import type { JobParams } from './jobs.ts';

const OLDER_STATUS: Readonly<Record<JobSnapshot['status'], VideoStatus['status']>> = {
  Queued: 'pending',
  Running: 'processing',
  Done: 'completed',
  Failed: 'failed',
  Canceled: 'failed',
};

/** The older vocabulary, for clients that were written for it. */
export function videoRoutes(app: FastifyInstance, context: ServerContext): void {
  const { clock, heartbeatSeconds, streams, view, metrics, log } = context;

  app.get<JobParams>('/api/video/:id/stream', async (request, reply) => {
    const service = await context.service(request);
    const snapshot = await service.get(request.params.id);
    const seen = request.headers['last-event-id'];
    // The reader has been told how it ended: tells an EventSource to stop.
    if (isTerminal(snapshot.status) && seen !== undefined && seen === snapshot.lastEventId) {
      return reply.code(204).send();
    }
    context.admission.stream(request, reply);
    const watch = metrics.streams.opened('video');
    const headers = hijack(reply);
    const writer = openWriter(reply.raw, { clock, heartbeatSeconds, headers, watch });
    const { id, correlationId } = snapshot;
    const leave = streams.add({ writer, jobId: id, correlationId, owner: context.owner(request) });
    const narrate = createVideoNarrator(snapshot);
    try {
      for await (const event of service.events(id, undefined, writer.closed())) {
        const told = narrate(view.event(event));
        if (told) writer.send(told);
        if (writer.backlog() > MAX_BACKLOG_BYTES) writer.destroy();
      }
    } catch (error) {
      if (writer.isClosed()) return reply;
      // An `error` event would say here that the job has failed: the reader comes back instead.
      log('error', 'an event stream broke', { jobId: id, correlationId, error: String(error) });
    } finally {
      leave();
      writer.end();
    }
    return reply;
  });

  app.get<JobParams>('/api/video/:id/status', async (request): Promise<VideoStatus> => {
    const service = await context.service(request);
    return statusOf(view.snapshot(await service.get(request.params.id)));
  });

  app.route<JobParams>({
    method: ['GET', 'HEAD'],
    url: '/api/video/:id/download',
    async handler(request, reply) {
      const service = await context.service(request);
      const snapshot = await service.get(request.params.id);
      const film = filmOf(snapshot);
      void reply.header('content-disposition', attachment(snapshot.title, extname(film.name)));
      return sendFile(request, reply, { service, id: snapshot.id, name: film.name });
    },
  });
}

function statusOf(snapshot: JobSnapshot): VideoStatus {
  const { id, status, percent, stage, stages, message, createdAt, endedAt, correlationId } = snapshot;
  const failure = status === 'Canceled' ? 'cancelled' : message;
  return {
    jobId: id,
    status: OLDER_STATUS[status],
    progressPercentage: Math.floor(percent),
    currentStage: stage,
    processingSteps: stages
      .filter(({ percent: done }) => done >= 100)
      .map(({ stage: finished }) => STAGE_TITLES[finished]),
    ...(status === 'Done' ? { videoUrl: videoUrl(id) } : {}),
    ...(OLDER_STATUS[status] === 'failed' ? { errorMessage: failure } : {}),
    createdAt,
    ...(endedAt === undefined ? {} : { completedAt: endedAt }),
    correlationId,
  };
}

function filmOf({ status, output, artifacts }: JobSnapshot): Artifact {
  if (status !== 'Done') {
    throw new AuraError('E409-CONFLICT', 'The film is not finished', {
      remediation: 'Wait until the job is done, then download it.',
    });
  }
  const film =
    artifacts.find(({ path }) => path === output?.videoPath) ??
    artifacts.find(({ type }) => type.startsWith('video/'));
  if (!film) throw new AuraError('E404-NOT_FOUND', 'The job has no film');
  return film;
}
