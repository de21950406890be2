import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadFilm } from '../../../src/client/remote/download.ts';
import { markOf } from '../../../src/client/remote/part.ts';
import {
  AuraError,
  type Artifact,
  type SharedJobService,
  type JobService,
  type JobSnapshot,
} from '../../../src/protocol/protocol.ts';
import { createMemoryService, type MemoryService } from '../../server/memoryService.ts';
import { gate } from '../../engine/jobs/house.ts';
import { createFakeClock } from '../../support/clock.ts';
import { runServer, type RunningServer } from '../../support/server.ts';

const FILM = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
const FILES = {
  'film.mp4': FILM,
  'captions.srt': Buffer.from('1\nsrt'),
  'captions.vtt': Buffer.from('WEBVTT'),
};
const SCRIPT = { script: { format: 'markdown', text: '# A film', title: 'A film' } } as const;

describe('downloading a film', () => {
  let folder: string;
  let running: RunningServer;
  let memory: MemoryService;
  let snapshot: JobSnapshot;
  let asked: ({ start: number; end?: number } | undefined)[];
  /** Called when the film is asked for; may break it off. */
  let onFilm: (body: ReadableStream<Uint8Array>) => ReadableStream<Uint8Array>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-download-'));
    asked = [];
    onFilm = (body) => body;
    memory = createMemoryService();
    const artifacts: Artifact[] = Object.entries(FILES).map(([name, bytes]) => {
      memory.files.set(name, { bytes, type: name === 'film.mp4' ? 'video/mp4' : 'text/plain' });
      return { name, path: `/data/${name}`, type: 'video/mp4', sizeBytes: bytes.length };
    });
    const service: SharedJobService = {
      ...memory,
      async artifact(id, name, range) {
        const content = await memory.artifact(id, name, range);
        if (name !== 'film.mp4') return content;
        asked.push(range);
        return { ...content, body: onFilm(content.body) };
      },
      forOwner: () => service,
    };
    running = await runServer(service, 'tcp');
    const { id } = await memory.start(SCRIPT);
    memory.complete(id);
    snapshot = { ...(await memory.get(id)), artifacts };
  });
  afterEach(async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });

  const place = (name = 'film.mp4'): string => join(folder, name);

  /** Passes on some bytes, then the connection breaks, once they have arrived. */
  function breakAfter(
    bytes: number,
    arrived: Promise<unknown>,
  ): (body: ReadableStream<Uint8Array>) => ReadableStream<Uint8Array> {
    return (body) => {
      let passed = 0;
      return body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            const part = chunk.subarray(0, bytes - passed);
            passed += part.length;
            controller.enqueue(part);
            if (passed >= bytes) void arrived.then(() => controller.error(new Error('cut')));
          },
          flush: () => new Promise<void>(() => undefined),
        }),
      );
    };
  }

  it('brings the film with its captions, and nothing else', async () => {
    const told: number[] = [];
    const { videoPath, files } = await downloadFilm(running.client, snapshot, place(), {
      onProgress: ({ receivedBytes, totalBytes }) => {
        assert.equal(totalBytes, FILM.length + 11);
        told.push(receivedBytes);
      },
    });
    assert.equal(videoPath, place());
    assert.deepEqual(files, [place(), place('film.srt'), place('film.vtt')]);
    assert.deepEqual((await readdir(folder)).toSorted(), ['film.mp4', 'film.srt', 'film.vtt']);
    assert.deepEqual(await readFile(place()), FILM);
    assert.equal(await readFile(place('film.vtt'), 'utf8'), 'WEBVTT');
    assert.equal(told.at(-1), FILM.length + 11);
    assert.deepEqual(
      told,
      told.toSorted((a, b) => a - b),
    );
  });

  it('knows the film of another server by its ending, though nobody says how long it is', async () => {
    memory.files.set('talk.MP4', { bytes: FILM, type: 'video/mp4' });
    const artifacts: Artifact[] = ['preview.mp4', 'chapters.vtt', 'talk.MP4'].map((name) => {
      return { name, path: name, type: 'video/mp4', sizeBytes: 0 };
    });
    const unmeasured: Pick<JobService, 'artifact'> = {
      artifact: async (id, name) => ({ ...(await running.client.artifact(id, name)), sizeBytes: 0 }),
    };
    const { files } = await downloadFilm(unmeasured, { ...snapshot, artifacts }, place());
    assert.deepEqual(files, [place()]);
    assert.deepEqual(await readFile(place()), FILM);
  });

  it('makes the folder when there is none', async () => {
    const { videoPath } = await downloadFilm(running.client, snapshot, place('films/new/film.mp4'));
    assert.deepEqual(await readFile(videoPath), FILM);
  });

  it('never replaces what is there, unless it is told to', async () => {
    await writeFile(place(), 'mine');
    await writeFile(place('film (2).srt'), 'my captions');
    const { files } = await downloadFilm(running.client, snapshot, place());
    assert.deepEqual(files, ['film (3).mp4', 'film (3).srt', 'film (3).vtt'].map(place));
    assert.equal(await readFile(place(), 'utf8'), 'mine');
    assert.equal(await readFile(place('film (2).srt'), 'utf8'), 'my captions');
    const replaced = await downloadFilm(running.client, snapshot, place(), { overwrite: true });
    assert.equal(replaced.videoPath, place());
    assert.deepEqual(await readFile(place()), FILM);
  });

  it('asks only for the rest after a cut', async () => {
    const clock = createFakeClock();
    const { opened: arrived, open } = gate();
    onFilm = (body) => (asked.length === 1 ? breakAfter(40_000, arrived)(body) : body);
    await downloadFilm(running.client, snapshot, place(), {
      clock,
      onProgress: ({ receivedBytes }) => receivedBytes >= 40_000 && open(),
      onTrouble: () => setImmediate(() => clock.advance(60_000)),
    });
    assert.deepEqual(await readFile(place()), FILM);
    const last = asked.at(-1);
    assert.ok(last && last.start > 0 && last.start <= 40_000, JSON.stringify(asked));
  });

  it('goes on with what a killed download of the same film has left, and clears away what others have', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const nobody = `${markOf(hostname())}-${child.pid}-abcd`;
    const { etag, body } = await running.client.artifact(snapshot.id, 'film.mp4');
    await body.cancel();
    const part = (job: string, whose: string) =>
      place(`.aura-${markOf(place())}-${markOf(job)}-${markOf(etag)}-${whose}.mp4.part`);
    await writeFile(part('another job', nobody), 'old');
    const alive = part(snapshot.id, `${markOf(hostname())}-${process.ppid}-abcd`);
    await writeFile(alive, 'not ours');
    for (const bytes of [60_000, FILM.length]) {
      asked = [];
      await writeFile(part(snapshot.id, nobody), FILM.subarray(0, bytes));
      await downloadFilm(running.client, snapshot, place(), { overwrite: true });
      assert.equal(asked.at(-1)?.start, Math.min(bytes, FILM.length - 1));
      assert.deepEqual(await readFile(place()), FILM);
    }
    assert.equal(await readFile(alive, 'utf8'), 'not ours');
    await rm(alive);
    assert.deepEqual((await readdir(folder)).toSorted(), ['film.mp4', 'film.srt', 'film.vtt']);
  });

  it('begins anew when what was left is of another version of the film', async () => {
    const name = `.aura-${markOf(place())}-${markOf(snapshot.id)}-${markOf('"old"')}-${markOf(hostname())}-0-0.mp4.part`;
    await writeFile(place(name), Buffer.alloc(FILM.length * 2, 1));
    await downloadFilm(running.client, snapshot, place());
    assert.deepEqual(await readFile(place()), FILM);
    assert.deepEqual((await readdir(folder)).toSorted(), ['film.mp4', 'film.srt', 'film.vtt']);
  });

  it('keeps what has come when it is stopped, if it is told to, and goes on with that', async () => {
    const abort = new AbortController();
    onFilm = (body) => {
      let passed = 0;
      return body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            if (passed < 40_000) controller.enqueue(chunk.subarray(0, 40_000 - passed));
            passed += chunk.length;
          },
          // It stands still after that.
          flush: () => new Promise<void>(() => undefined),
        }),
      );
    };
    const stopped = downloadFilm(running.client, snapshot, place(), {
      signal: abort.signal,
      keepWhenStopped: true,
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes >= 40_000) abort.abort(new Error('the window goes'));
      },
    });
    await assert.rejects(stopped, { message: 'the window goes' });
    onFilm = (body) => body;
    await downloadFilm(running.client, snapshot, place());
    assert.equal(asked.at(-1)?.start, 40_000);
    assert.deepEqual(await readFile(place()), FILM);
    assert.deepEqual((await readdir(folder)).toSorted(), ['film.mp4', 'film.srt', 'film.vtt']);
  });

  it('begins anew when the film has become another one meanwhile', async () => {
    const clock = createFakeClock();
    const other = Buffer.alloc(50_000, 7);
    const { opened: arrived, open } = gate();
    onFilm = (body) => {
      if (asked.length > 1) return body;
      memory.files.set('film.mp4', { bytes: other, type: 'video/mp4' });
      return breakAfter(20_000, arrived)(body);
    };
    await downloadFilm(running.client, snapshot, place(), {
      clock,
      onProgress: ({ receivedBytes }) => receivedBytes >= 20_000 && open(),
      onTrouble: () => setImmediate(() => clock.advance(60_000)),
    });
    assert.deepEqual(await readFile(place()), other);
  });

  it('asks a server in peace that answers with another part than it was asked for, and then gives up', async () => {
    const clock = createFakeClock();
    let asked = 0;
    const odd: Pick<JobService, 'artifact'> = {
      async artifact(id, name) {
        asked += 1;
        return await memory.artifact(id, name, { start: 5 });
      },
    };
    await assert.rejects(
      downloadFilm(odd, snapshot, place(), {
        clock,
        onTrouble: () => setImmediate(() => clock.advance(60_000)),
      }),
      { code: 'E503-UNAVAILABLE' },
    );
    assert.equal(asked, 9);
  });

  it('takes no more than there is of a film, however much a server sends', async () => {
    let taken = 0;
    const endless: Pick<JobService, 'artifact'> = {
      async artifact(id, name) {
        const body = new ReadableStream<Uint8Array>({
          pull(controller) {
            taken += FILM.length;
            if (taken > 20 * FILM.length) controller.close();
            else controller.enqueue(FILM);
          },
        });
        return { ...(await memory.artifact(id, name)), body };
      },
    };
    await assert.rejects(downloadFilm(endless, snapshot, place()), { code: 'E503-UNAVAILABLE' });
    assert.ok(taken < 5 * FILM.length, `${taken} bytes`);
    assert.deepEqual(await readdir(folder), []);
  });

  it('leaves nothing behind when the server stays away, or somebody stops it', async () => {
    const clock = createFakeClock();
    onFilm = () => {
      throw new AuraError('E503-UNAVAILABLE', 'Not now');
    };
    const options = { clock, onTrouble: () => setImmediate(() => clock.advance(60_000)) };
    await assert.rejects(downloadFilm(running.client, snapshot, place(), options), (error) =>
      AuraError.is(error, 'E503-UNAVAILABLE'),
    );
    const abort = new AbortController();
    onFilm = () => new ReadableStream({ pull: () => abort.abort(new Error('enough')) });
    const stopped = downloadFilm(running.client, snapshot, place(), { signal: abort.signal });
    await assert.rejects(stopped, { message: 'enough' });
    assert.deepEqual(await readdir(folder), []);
  });

  it('says when the job has no film, when the film is gone, and when nothing can be written there', async () => {
    const { client } = running;
    await assert.rejects(downloadFilm(client, { ...snapshot, artifacts: [] }, place()), {
      code: 'E409-CONFLICT',
    });
    memory.files.delete('film.mp4');
    await assert.rejects(downloadFilm(client, snapshot, place()), { code: 'E404-NOT_FOUND' });
    await writeFile(place('file'), '');
    const under = downloadFilm(client, snapshot, place('file/film.mp4'));
    await assert.rejects(under, { code: 'E400-BAD_REQUEST', message: /cannot be saved as/u });
    memory.files.set('film.mp4', { bytes: FILM, type: 'video/mp4' });
    await mkdir(place('film.mp4'));
    const onto = downloadFilm(client, snapshot, place(), { overwrite: true });
    await assert.rejects(onto, { code: 'E400-BAD_REQUEST' });
    assert.deepEqual((await readdir(folder)).toSorted(), ['file', 'film.mp4']);
  });
});
