import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { access, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GenerateRequest } from '../../../src/protocol/protocol.ts';
import { collect, createHouse, gate, type House } from './house.ts';
import { filmOf, request, scripted, wholeFilm } from './scriptedPipeline.ts';

const HOUR = 3_600_000;

describe('uploads of a caller', () => {
  let house: House;
  beforeEach(async () => {
    house = await createHouse();
  });
  afterEach(() => house.tearDown());

  const folder = (owner: string): string => join(house.dataFolder, 'assets', `of-${owner}`);

  function content(text: string): { bytes: Uint8Array; hash: string } {
    const bytes = new TextEncoder().encode(text);
    return { bytes, hash: createHash('sha256').update(bytes).digest('hex') };
  }

  function naming(assets: Record<string, string>): GenerateRequest {
    return request('named', { assets });
  }

  async function age(path: string, ms: number): Promise<void> {
    const at = (Date.now() - ms) / 1000;
    await utimes(path, at, at);
  }

  it('are the job’s own from its start: it has them when they are gone, and after a retry', async () => {
    const { bytes, hash } = content('picture');
    const seen: string[] = [];
    const engine = house.engine(
      scripted(async (job) => {
        seen.push(await readFile(job.assetPath(hash), 'utf8'));
        if (seen.length === 1) throw new Error('once');
        return filmOf(job);
      }),
    );
    const mine = engine.forOwner('a');
    await mine.putAsset(hash, bytes);
    const { id } = await mine.start(naming({ 'a.png': hash, 'b.png': hash }));
    await collect(engine, id, { fromStart: true });
    await rm(folder('a'), { recursive: true });
    await mine.retry(id);
    for await (const event of mine.events(id)) if (event.event === 'job-completed') break;
    assert.deepEqual(seen, ['picture', 'picture']);
  });

  it('of another caller, or none, are refused with the path of each before there is a job', async () => {
    const { bytes, hash } = content('theirs');
    const engine = house.engine(scripted((job) => filmOf(job)));
    await engine.forOwner('b').putAsset(hash, bytes);
    await engine.putAsset(hash, bytes);
    const mine = engine.forOwner('a');
    for (const ask of [
      () => mine.start(naming({ 'x y.png': hash })),
      () => mine.plan(naming({ 'x y.png': hash })),
    ]) {
      await assert.rejects(ask(), {
        code: 'E422-SCRIPT',
        fields: [{ path: 'assets.x y.png', message: 'This content was not uploaded' }],
      });
    }
    assert.deepEqual(await mine.list(), []);
    assert.deepEqual(await readdir(join(house.dataFolder, 'jobs')), []);
  });

  it('have so much room: the ones not used for longest make place, those in use do not', async () => {
    const engine = house.engine(
      scripted((job) => filmOf(job)),
      { uploads: { bytes: 10 } },
    );
    const mine = engine.forOwner('a');
    const [old, older, fresh, next] = ['1111', '2222', '3333', '4444'].map(content);
    assert.ok(old && older && fresh && next);
    for (const { bytes, hash } of [old, older]) await mine.putAsset(hash, bytes);
    await age(join(folder('a'), old.hash), 2 * HOUR);
    await age(join(folder('a'), older.hash), 3 * HOUR);
    await mine.putAsset(fresh.hash, fresh.bytes);
    assert.deepEqual((await readdir(folder('a'))).sort(), [old.hash, fresh.hash].sort());
    // Asked for: now it is in use as well.
    assert.deepEqual(await mine.missingAssets([old.hash]), []);
    await assert.rejects(mine.putAsset(next.hash, next.bytes), { code: 'E413-TOO_LARGE' });
    await engine.forOwner('b').putAsset(next.hash, next.bytes);
  });

  it('share their room while they are on their way', async () => {
    const engine = house.engine(
      scripted((job) => filmOf(job)),
      { uploads: { bytes: 10 } },
    );
    const mine = engine.forOwner('a');
    const [slow, other] = ['111111', '222222'].map(content);
    assert.ok(slow && other);
    const started = gate();
    const more = gate();
    async function* chunks(): AsyncGenerator<Uint8Array> {
      started.open();
      await more.opened;
      if (slow) yield slow.bytes;
    }
    const sending = mine.putAsset(slow.hash, { sizeBytes: slow.bytes.length, chunks: chunks() });
    await started.opened;
    await assert.rejects(mine.putAsset(other.hash, other.bytes), { code: 'E413-TOO_LARGE' });
    more.open();
    await sending;
    await rm(join(folder('a'), slow.hash));
    await mine.putAsset(other.hash, other.bytes);
  });

  it('that nobody used for long are gone when an engine starts, and so is what broke off', async () => {
    const first = house.engine(scripted((job) => filmOf(job)));
    const [kept, forgotten] = ['kept', 'forgotten'].map(content);
    assert.ok(kept && forgotten);
    for (const { bytes, hash } of [kept, forgotten]) await first.forOwner('a').putAsset(hash, bytes);
    await age(join(folder('a'), forgotten.hash), 100 * HOUR);
    for (const [name, hours] of [
      ['old', 2],
      ['new', 0],
    ] as const) {
      await writeFile(join(folder('a'), `${name}.part`), 'x');
      await age(join(folder('a'), `${name}.part`), hours * HOUR);
    }
    await first.close();
    await house.engine(scripted((job) => filmOf(job))).ready();
    assert.deepEqual((await readdir(folder('a'))).sort(), [kept.hash, 'new.part'].sort());
  });

  it('arrive once though several send the same at the same time, and one of them breaks off', async () => {
    const { bytes, hash } = content('the same');
    const mine = house.engine(scripted((job) => filmOf(job))).forOwner('a');
    const half = gate();
    async function* pieces(breaks: boolean): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 4);
      await half.opened;
      if (breaks) throw new Error('gone');
      yield bytes.subarray(4);
    }
    const sent = [false, true, false].map((breaks) =>
      mine.putAsset(hash, { sizeBytes: bytes.length, chunks: pieces(breaks) }),
    );
    half.open();
    assert.deepEqual(
      (await Promise.allSettled(sent)).map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(await readdir(folder('a')), [hash]);
    assert.equal(await readFile(join(folder('a'), hash), 'utf8'), 'the same');
  });

  it('go with the job that took them when it is removed', async () => {
    const { bytes, hash } = content('picture');
    const engine = house.engine(scripted((job) => filmOf(job)));
    const mine = engine.forOwner('a');
    await mine.putAsset(hash, bytes);
    const { id } = await mine.start(naming({ 'a.png': hash }));
    await collect(engine, id, { fromStart: true });
    await mine.remove(id);
    await assert.rejects(access(join(house.dataFolder, 'jobs', id)));
    assert.deepEqual(await mine.missingAssets([hash]), []);
  });
});

describe('the jobs of a caller', () => {
  let house: House;
  beforeEach(async () => {
    house = await createHouse();
  });
  afterEach(() => house.tearDown());

  it('that are not finished are so many at most; others, and the same request again, are not concerned', async () => {
    const done = gate();
    const engine = house.engine(
      scripted(async (job) => {
        await done.opened;
        return wholeFilm(job);
      }),
      { unfinishedPerOwner: 2 },
    );
    const mine = engine.forOwner('a');
    const first = await mine.start(request('1'), { idempotencyKey: 'k' });
    await mine.start(request('2'));
    await assert.rejects(mine.start(request('3')), { code: 'E429-TOO_MANY_REQUESTS' });
    assert.equal((await mine.start(request('1'), { idempotencyKey: 'k' })).id, first.id);
    await engine.forOwner('b').start(request('4'));
    await engine.start(request('5'));
    done.open();
    for await (const event of mine.events(first.id)) if (event.event === 'job-completed') break;
    await mine.start(request('3'));
  });

  it('made by another process with the same key are found, not made again', async () => {
    const one = house.engine(scripted((job) => wholeFilm(job)));
    const other = house.engine(scripted((job) => wholeFilm(job)));
    await Promise.all([one.ready(), other.ready()]);
    const made = await one.forOwner('a').start(request('x'), { idempotencyKey: 'k' });
    // Seen by others first, as by a list: the key must be known all the same.
    await other.list();
    assert.equal((await other.forOwner('a').start(request('x'), { idempotencyKey: 'k' })).id, made.id);
    await assert.rejects(other.forOwner('a').start(request('y'), { idempotencyKey: 'k' }), {
      code: 'E422-SCRIPT',
    });
    await assert.rejects(other.forOwner('b').get(made.id), { code: 'E404-NOT_FOUND' });
    await collect(other, made.id, { fromStart: true });
  });

  it('say no event that is longer than 64 KB, whatever the script and its providers say', async () => {
    const long = 'ü'.repeat(200_000);
    const engine = house.engine(
      scripted(async (job) => {
        await job.stage('planning', async (reporter) => {
          job.planned({
            title: long,
            film: { width: 1, height: 1, fps: 30, captions: 'soft', theme: 'midnight', voice: 'en' },
            build: 1,
            seconds: 1,
            scenes: Array.from({ length: 300 }, (_, index) => ({
              id: `s${index}`,
              line: index,
              title: long,
              seconds: 1,
              measured: false,
              state: 'waiting' as const,
            })),
          });
          reporter.progress(10, long, { substageDetail: long });
          job.warn('planning', long);
          job.stepError('planning', { code: 'E100-LLM', message: long, remediation: long, details: long });
        });
        const film = await filmOf(job);
        const chapters = Array.from({ length: 5000 }, (_, index) => ({ title: long, startSeconds: index }));
        return { ...film, chapters };
      }),
    );
    const { id, title } = await engine.start(request(long));
    assert.ok(title.length < 300);
    const events = await collect(engine, id, { fromStart: true });
    assert.equal(events.at(-1)?.event, 'job-completed');
    for (const event of events) {
      const bytes = Buffer.byteLength(JSON.stringify(event));
      assert.ok(bytes <= 64 * 1024, `${event.event}: ${bytes} bytes`);
    }
  });

  it('fail with an event of at most 64 KB too', async () => {
    const long = 'x'.repeat(500_000);
    const engine = house.engine(scripted(() => Promise.reject(new Error(long))));
    const { id } = await engine.start(request());
    const last = (await collect(engine, id, { fromStart: true })).at(-1);
    assert.equal(last?.event, 'job-failed');
    assert.ok(Buffer.byteLength(JSON.stringify(last)) <= 64 * 1024);
  });
});
