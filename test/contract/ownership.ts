import assert from 'node:assert/strict';
import { AuraError, isTerminal, type GenerateRequest, type JobService } from '../../src/protocol/protocol.ts';
import { collect } from './jobService.ts';

/** One service as two callers see it. */
export interface OwnershipSubject {
  mine: JobService;
  theirs: JobService;
  requests: Record<'quick' | 'endless' | 'failing', GenerateRequest>;
  /** Name of an artifact of a finished quick job. */
  artifact: string;
  close(): Promise<void>;
}

/** What two callers of one service may know of each other: nothing. */
export function ownershipContract(name: string, open: () => Promise<OwnershipSubject>): void {
  describe(`${name} keeps its callers apart`, () => {
    let subject: OwnershipSubject;
    let mine: JobService;
    let theirs: JobService;
    before(async () => {
      subject = await open();
      ({ mine, theirs } = subject);
    });
    after(() => subject.close());

    async function finished(kind: 'quick' | 'failing'): Promise<string> {
      const { id } = await mine.start(subject.requests[kind]);
      await collect(mine.events(id, { fromStart: true }));
      return id;
    }

    it('another caller’s job is not there, whatever is asked of it', async () => {
      const done = await finished('quick');
      const failed = await finished('failing');
      const { id: running } = await mine.start(subject.requests.endless);
      const questions: Record<string, (id: string) => Promise<unknown>> = {
        get: (id) => theirs.get(id),
        events: (id) => collect(theirs.events(id)),
        replay: (id) => collect(theirs.events(id, { fromStart: true })),
        cancel: (id) => theirs.cancel(id),
        retry: (id) => theirs.retry(id),
        remove: (id) => theirs.remove(id),
        artifact: (id) => theirs.artifact(id, subject.artifact),
        logs: (id) => theirs.logs(id),
        failureDetails: (id) => theirs.failureDetails(id),
      };
      for (const [what, question] of Object.entries(questions)) {
        for (const id of [done, failed, running]) {
          await assert.rejects(question(id), (error) => AuraError.is(error, 'E404-NOT_FOUND'), what);
        }
      }
      assert.ok(!isTerminal((await mine.get(running)).status));
      assert.equal((await mine.get(done)).status, 'Done');
      await mine.cancel(running);
    });

    it('each lists its own', async () => {
      const { id: hers } = await theirs.start(subject.requests.quick);
      const his = await finished('quick');
      const [myList, theirList] = await Promise.all([mine.list(), theirs.list()]);
      assert.ok(myList.some(({ id }) => id === his) && !myList.some(({ id }) => id === hers));
      assert.ok(theirList.some(({ id }) => id === hers) && !theirList.some(({ id }) => id === his));
      assert.equal((await mine.list({ limit: 1 }))[0]?.id, his);
    });

    it('the same idempotency key is two keys', async () => {
      const idempotencyKey = 'the-same';
      const [one, two] = await Promise.all([
        mine.start(subject.requests.quick, { idempotencyKey }),
        theirs.start(subject.requests.failing, { idempotencyKey }),
      ]);
      assert.notEqual(one.id, two.id);
      assert.equal((await mine.start(subject.requests.quick, { idempotencyKey })).id, one.id);
    });

    it('what one has uploaded is missing for the other', async () => {
      const bytes = new TextEncoder().encode('mine alone');
      const hash = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
      await mine.putAsset(hash, bytes);
      assert.deepEqual(await mine.missingAssets([hash]), []);
      assert.deepEqual(await theirs.missingAssets([hash]), [hash]);
    });
  });
}
