import assert from 'node:assert/strict';
import {
  AuraError,
  isTerminal,
  isTerminalEvent,
  parseEventId,
  type ErrorCode,
  type GenerateRequest,
  type JobEvent,
  type JobService,
  type JobSnapshot,
} from '../../src/protocol/protocol.ts';

/** An implementation under test, with requests that make its jobs behave. */
export interface ContractSubject {
  service: JobService;
  requests: {
    /** Ends Done, soon, with some events on the way. */
    quick: GenerateRequest;
    /** Runs until it is cancelled. */
    endless: GenerateRequest;
    /** Ends Failed, soon. */
    failing: GenerateRequest;
  };
  /** Name of an artifact of a finished quick job. */
  artifact: string;
  close(): Promise<void>;
}

/** What every `JobService` promises, wherever it runs. */
export function jobServiceContract(name: string, open: () => Promise<ContractSubject>): void {
  describe(`${name} keeps the contract of a JobService`, () => {
    let subject: ContractSubject;
    let service: JobService;
    before(async () => {
      subject = await open();
      service = subject.service;
    });
    after(() => subject.close());

    async function finished(request: GenerateRequest): Promise<JobSnapshot> {
      const { id } = await service.start(request);
      await collect(service.events(id, { fromStart: true }));
      return service.get(id);
    }

    it('plans without starting anything', async () => {
      const before = await service.list();
      const plan = await service.plan(subject.requests.quick);
      assert.ok(plan.total >= plan.build);
      assert.equal((await service.list()).length, before.length);
    });

    it('tells every event of a job once, in order, without a gap, up to its one terminal event', async () => {
      const { id } = await service.start(subject.requests.quick);
      const events = await collect(service.events(id, { fromStart: true }));
      const numbered = events.filter((event) => event.id !== undefined);
      assert.deepEqual(
        numbered.map((event) => parseEventId(event.id ?? '')?.seq),
        numbered.map((_, index) => index),
      );
      assert.equal(events.filter(isTerminalEvent).length, 1);
      assert.equal(events.at(-1)?.event, 'job-completed');
      assert.equal((await service.get(id)).status, 'Done');
      assert.equal((await service.get(id)).percent, 100);
    });

    it('goes on after an id with exactly what came after it', async () => {
      const { id } = await finished(subject.requests.quick);
      const all = await collect(service.events(id, { fromStart: true }));
      const middle = all[Math.floor(all.length / 2)];
      assert.ok(middle?.id !== undefined);
      const rest = await collect(service.events(id, { after: middle.id }));
      assert.deepEqual(ids(rest), ids(all.slice(all.indexOf(middle) + 1)));
    });

    it('says nothing more after the terminal event of the latest attempt', async () => {
      const { id, lastEventId } = await finished(subject.requests.quick);
      assert.ok(lastEventId !== undefined);
      assert.deepEqual(await collect(service.events(id, { after: lastEventId })), []);
    });

    for (const unknown of ['1-999999', 'nonsense', '\u0000é→', `1${'0'.repeat(5000)}-1`]) {
      const label = JSON.stringify(unknown.slice(0, 20));
      it(`answers an id it does not hold with a gap, never with silence (${label})`, async () => {
        const { id, lastEventId } = await finished(subject.requests.quick);
        const [first, ...rest] = await collect(service.events(id, { after: unknown }));
        assert.equal(first?.event, 'job-status');
        assert.ok(first?.event === 'job-status' && first.data.gap === true);
        assert.equal(first.data.isReconnect, true);
        assert.equal(first.data.lastEventId, lastEventId);
        assert.deepEqual(
          rest.map(({ event }) => event),
          ['job-completed'],
        );
      });
    }

    it('starts a stream without an id with the status of now, then the end when the job has ended', async () => {
      const { id } = await finished(subject.requests.quick);
      const events = await collect(service.events(id));
      assert.deepEqual(
        events.map(({ event }) => event),
        ['job-status', 'job-completed'],
      );
    });

    it('ends a stream when its signal aborts, and leaves the job alone', async () => {
      const { id } = await service.start(subject.requests.endless);
      const stop = new AbortController();
      const seen: JobEvent[] = [];
      for await (const event of service.events(id, undefined, stop.signal)) {
        seen.push(event);
        stop.abort();
      }
      assert.ok(seen.length >= 1);
      assert.ok(!isTerminal((await service.get(id)).status));
      await service.cancel(id);
    });

    it('cancels: the answer, the event and the status agree', async () => {
      const { id } = await service.start(subject.requests.endless);
      const events = collect(service.events(id, { fromStart: true }));
      const result = await service.cancel(id);
      assert.equal(result.jobId, id);
      assert.equal(result.currentStatus, 'Canceled');
      assert.equal((await events).at(-1)?.event, 'job-cancelled');
      assert.equal((await service.get(id)).status, 'Canceled');
    });

    it('refuses to cancel or to retry a job that is done', async () => {
      const { id } = await finished(subject.requests.quick);
      await assertRejects(service.cancel(id), 'E409-CONFLICT');
      await assertRejects(service.retry(id), 'E409-CONFLICT');
    });

    it('retries a failed job on the same id as the next attempt', async () => {
      const failed = await finished(subject.requests.failing);
      assert.equal(failed.status, 'Failed');
      assert.ok(failed.errors.length > 0);
      const again = await service.retry(failed.id);
      assert.equal(again.id, failed.id);
      assert.equal(again.attempt, failed.attempt + 1);
      assert.ok(failed.lastEventId !== undefined);
      const [first] = await take(service.events(failed.id, { after: failed.lastEventId }), 1);
      assert.equal(parseEventId(first?.id ?? '')?.seq, (parseEventId(failed.lastEventId)?.seq ?? 0) + 1);
    });

    it('explains a failure', async () => {
      const { id, errors } = await finished(subject.requests.failing);
      const details = await service.failureDetails(id);
      assert.equal(details.jobId, id);
      assert.deepEqual(details.errors, errors);
      assert.ok(details.suggestedActions.length > 0);
    });

    it('gives an artifact whole and in part', async () => {
      const { id } = await finished(subject.requests.quick);
      const whole = await service.artifact(id, subject.artifact);
      const bytes = await read(whole.body);
      assert.equal(bytes.length, whole.sizeBytes);
      assert.deepEqual(whole.range, { start: 0, end: bytes.length - 1 });
      const part = await service.artifact(id, subject.artifact, { start: 1, end: 2 });
      assert.deepEqual(part.range, { start: 1, end: 2 });
      assert.equal(part.sizeBytes, bytes.length);
      assert.equal(part.etag, whole.etag);
      assert.deepEqual(await read(part.body), bytes.slice(1, 3));
      await assertRejects(service.artifact(id, 'nothing.bin'), 'E404-NOT_FOUND');
    });

    it('gives the log as text', async () => {
      const { id } = await finished(subject.requests.quick);
      assert.equal(typeof (await service.logs(id)), 'string');
    });

    it('lists jobs newest first, by status and by number', async () => {
      const { id } = await finished(subject.requests.quick);
      const all = await service.list();
      assert.equal(all[0]?.id, id);
      assert.deepEqual(
        (await service.list({ limit: 1 })).map((job) => job.id),
        [id],
      );
      const done = await service.list({ status: ['Done', 'Failed'] });
      assert.ok(done.length > 0 && done.every(({ status }) => status === 'Done' || status === 'Failed'));
    });

    it('answers the same idempotency key with the same job, and refuses it for another request', async () => {
      const idempotencyKey = `key-${Date.now()}`;
      const [one, two] = await Promise.all([
        service.start(subject.requests.quick, { idempotencyKey }),
        service.start(subject.requests.quick, { idempotencyKey }),
      ]);
      assert.equal(one.id, two.id);
      await assertRejects(service.start(subject.requests.failing, { idempotencyKey }), 'E422-SCRIPT');
    });

    it('keeps the correlation id of the request', async () => {
      const { id } = await service.start(subject.requests.quick, { correlationId: 'from-the-caller' });
      const events = await collect(service.events(id, { fromStart: true }));
      assert.ok(events.every(({ data }) => data.correlationId === 'from-the-caller'));
    });

    it('deletes a job that has ended, and only that', async () => {
      const running = await service.start(subject.requests.endless);
      await assertRejects(service.remove(running.id), 'E409-CONFLICT');
      await service.cancel(running.id);
      await service.remove(running.id);
      await assertRejects(service.get(running.id), 'E404-NOT_FOUND');
    });

    it('knows no job by an id it did not give', async () => {
      await assertRejects(service.get('nobody'), 'E404-NOT_FOUND');
      await assertRejects(service.cancel('nobody'), 'E404-NOT_FOUND');
      await assertRejects(service.logs('../../etc'), 'E404-NOT_FOUND');
      await assertRejects(collect(service.events('nobody')), 'E404-NOT_FOUND');
    });

    it('keeps uploaded assets by content', async () => {
      // SHA-256 of "aura".
      const bytes = new TextEncoder().encode('aura');
      const digest = await crypto.subtle.digest('SHA-256', bytes);
      const hash = Buffer.from(digest).toString('hex');
      assert.deepEqual(await service.missingAssets([hash]), [hash]);
      await assertRejects(service.putAsset(hash, new Uint8Array([1])), 'E422-SCRIPT');
      await service.putAsset(hash, bytes);
      assert.deepEqual(await service.missingAssets([hash]), []);
    });

    it('says what it can do', async () => {
      const { version, encoders } = await service.capabilities();
      assert.equal(typeof version, 'string');
      assert.ok(Array.isArray(encoders));
    });
  });
}

export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const value of values) collected.push(value);
  return collected;
}

/** The first `count` values; the iteration is ended then. */
export async function take<T>(values: AsyncIterable<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const value of values) {
    taken.push(value);
    if (taken.length >= count) break;
  }
  return taken;
}

function ids(events: readonly JobEvent[]): (string | undefined)[] {
  return events.map(({ id }) => id);
}

async function read(body: ReadableStream<Uint8Array>): Promise<Buffer> {
  return Buffer.from(await new Response(body).arrayBuffer());
}

async function assertRejects(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(promise, (error) => AuraError.is(error, code));
}
