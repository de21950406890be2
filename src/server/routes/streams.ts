import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isTerminal, type EventsFrom, type JobSnapshot } from '../../protocol/protocol.ts';
import { hijack, type ServerContext } from '../context.ts';
import { writeAllJobsStream } from '../sse/allJobs.ts';
import { asksForOlderNames, withOlderNames } from '../sse/compat.ts';
import { withEventId, withId, type FrameForm } from '../sse/eventFrame.ts';
import { createFeeds } from '../sse/feed.ts';
import { writeJobStream } from '../sse/jobStream.ts';
import type { OpenStream } from '../sse/streams.ts';
import { openWriter } from '../sse/writer.ts';
import type { JobParams } from './jobs.ts';

interface StreamQuery {
  Querystring: { lastEventId?: string | string[]; replay?: string; compat?: string };
}

const olderWithId: FrameForm = (event) => withId(withOlderNames(event));
const olderWithEventId: FrameForm = (event) => withEventId(withOlderNames(event));

/** Event streams: of one job with replay, of all jobs without. */
export function streamRoutes(app: FastifyInstance, context: ServerContext): void {
  const { clock, streams, heartbeatSeconds, view, hub, log, metrics, admission } = context;
  const feeds = createFeeds({ view: view.event, onDelivered: metrics.streams.delivered });

  /** Sees a stream to its end: it has heartbeats, is known to the server, and always ends. Holds nothing of the request. */
  async function keep(
    { writer, jobId, correlationId, owner }: OpenStream,
    written: Promise<void>,
  ): Promise<void> {
    const leave = streams.add({ writer, jobId, correlationId, owner });
    try {
      await written;
      writer.end();
    } catch (error) {
      if (writer.isClosed()) return;
      log('error', 'an event stream broke', { jobId, correlationId, error: String(error) });
      const timestamp = new Date(clock.now()).toISOString();
      const message = 'The stream cannot go on; the job is not affected.';
      writer.send({ event: 'error', data: { jobId, correlationId, timestamp, message } });
      writer.end();
    } finally {
      leave();
    }
  }

  app.get<JobParams & StreamQuery>('/api/jobs/:id/events', async (request, reply) => {
    const service = await context.service(request);
    const snapshot = await service.get(request.params.id);
    const from = startOf(request);
    if (from?.after !== undefined && isEndOf(snapshot, from.after)) return reply.code(204).send();
    admission.stream(request, reply);
    const watch = metrics.streams.opened('job', from && (from.fromStart ? 'from-start' : 'by-id'));
    const headers = hijack(reply);
    const writer = openWriter(reply.raw, { clock, heartbeatSeconds, headers, watch });
    const form = asksForOlderNames(request.query) ? olderWithId : withId;
    const { id: jobId, correlationId } = snapshot;
    const written = writeJobStream({ service, feeds, jobId, from, writer, view: view.event, form });
    void keep({ writer, jobId, correlationId, owner: context.owner(request) }, written);
    return reply;
  });

  app.get<StreamQuery>('/api/events', async (request, reply) => {
    const service = await context.service(request);
    admission.stream(request, reply);
    const watch = metrics.streams.opened('all');
    const headers = hijack(reply);
    const writer = openWriter(reply.raw, { clock, heartbeatSeconds, headers, watch });
    const form = asksForOlderNames(request.query) ? olderWithEventId : withEventId;
    const owner = context.owner(request);
    const written = writeAllJobsStream({
      service,
      owner,
      feeds,
      hub,
      writer,
      clock,
      view: view.event,
      form,
      log,
    });
    void keep({ writer, jobId: '', correlationId: context.correlationId(request), owner }, written);
    return reply;
  });
}

/** Where the reader wants to start. The query wins over the header: a browser cannot set the header at first. */
function startOf(request: FastifyRequest<JobParams & StreamQuery>): EventsFrom | undefined {
  const { lastEventId, replay } = request.query;
  const fromQuery = Array.isArray(lastEventId) ? lastEventId.at(-1) : lastEventId;
  const after = fromQuery ?? headerText(request.headers['last-event-id']);
  if (after) return { after };
  return replay === 'all' ? { fromStart: true } : undefined;
}

/** Header values are bytes; readers send ids as UTF-8. */
function headerText(value: string | string[] | undefined): string | undefined {
  return value === undefined ? undefined : Buffer.from(String(value), 'latin1').toString('utf8');
}

/** Whether the reader has seen the very last event: there is nothing left to say. */
function isEndOf(snapshot: JobSnapshot, after: string): boolean {
  return isTerminal(snapshot.status) && after === snapshot.lastEventId;
}
