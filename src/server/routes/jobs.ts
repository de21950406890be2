import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import {
  DEMO_REQUEST,
  JobStatusSchema,
  type GenerateRequest,
  type JobSnapshot,
} from '../../protocol/protocol.ts';
import type { ServerContext } from '../context.ts';
import { progressHistory, progressNow } from '../progress.ts';
import { validate, validateGenerate } from '../validate.ts';

export interface JobParams {
  Params: { id: string };
}

const ListQuery = v.object({
  /** `Running`, or several with commas. */
  status: v.optional(v.string()),
  limit: v.optional(v.pipe(v.string(), v.regex(/^\d{1,6}$/))),
});
const KeySchema = v.optional(v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,200}$/)));

/** Jobs by HTTP: plan, start, look, cancel, retry, delete. */
export function jobRoutes(app: FastifyInstance, context: ServerContext): void {
  const { local, view, hub, admission } = context;

  function accepted(request: FastifyRequest, reply: FastifyReply, snapshot: JobSnapshot): object {
    hub.announce(snapshot.id, context.owner(request));
    void reply.code(202).header('location', `/api/jobs/${encodeURIComponent(snapshot.id)}`);
    return { ...view.snapshot(snapshot), jobId: snapshot.id };
  }

  async function start(
    request: FastifyRequest,
    reply: FastifyReply,
    wanted: GenerateRequest,
  ): Promise<object> {
    admission.spend('starts', request, reply);
    const { key } = validate(v.object({ key: KeySchema }), { key: request.headers['idempotency-key'] });
    const service = await context.service(request);
    const snapshot = await service.start(wanted, {
      correlationId: context.correlationId(request),
      ...(key === undefined ? {} : { idempotencyKey: key }),
    });
    return accepted(request, reply, snapshot);
  }

  app.post('/api/plan', async (request, reply) => {
    admission.spend('plans', request, reply);
    const wanted = validateGenerate(request.body, local);
    return view.value(await (await context.service(request)).plan(wanted));
  });

  app.post('/api/jobs', async (request, reply) =>
    start(request, reply, validateGenerate(request.body, local)),
  );

  app.post('/api/quick/demo', async (request, reply) => start(request, reply, DEMO_REQUEST));

  app.get('/api/jobs', async (request) => {
    const query = validate(ListQuery, request.query);
    const status = validate(v.array(JobStatusSchema), query.status?.split(',') ?? []);
    const found = await (
      await context.service(request)
    ).list({
      ...(status.length > 0 ? { status } : {}),
      ...(query.limit === undefined ? {} : { limit: Number(query.limit) }),
    });
    return { jobs: found.map((snapshot) => view.snapshot(snapshot)), count: found.length };
  });

  app.get<JobParams>('/api/jobs/:id', async (request) => {
    return view.snapshot(await (await context.service(request)).get(request.params.id));
  });

  app.delete<JobParams>('/api/jobs/:id', async (request, reply) => {
    await (await context.service(request)).remove(request.params.id);
    return reply.code(204).send();
  });

  app.post<JobParams>('/api/jobs/:id/cancel', async (request, reply) => {
    const result = await (await context.service(request)).cancel(request.params.id);
    return reply.code(202).send(view.value(result));
  });

  app.post<JobParams>('/api/jobs/:id/retry', async (request, reply) => {
    admission.spend('starts', request, reply);
    return accepted(request, reply, await (await context.service(request)).retry(request.params.id));
  });

  app.get<JobParams & { Querystring: { history?: string } }>('/api/jobs/:id/progress', async (request) => {
    const service = await context.service(request);
    const snapshot = view.snapshot(await service.get(request.params.id));
    if (request.query.history !== 'true') return progressNow(snapshot);
    const history = await progressHistory(service, snapshot);
    return { ...progressNow(snapshot), history: history.map((event) => view.event(event)) };
  });

  app.get<JobParams>('/api/jobs/:id/logs', async (request, reply) => {
    const text = await (await context.service(request)).logs(request.params.id);
    return reply.type('text/plain; charset=utf-8').send(view.text(text));
  });

  app.get<JobParams>('/api/jobs/:id/failure-details', async (request) => {
    return view.value(await (await context.service(request)).failureDetails(request.params.id));
  });
}
