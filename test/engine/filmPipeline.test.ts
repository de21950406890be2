import assert from 'node:assert/strict';
import { copyFile, readdir, readFile, rm, stat, watch, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSrt } from '../../src/engine/media/captions/srt.ts';
import { AuraError, STAGES, type JobSnapshot, type Stage } from '../../src/protocol/protocol.ts';
import { make, openStudio, smallFilm, type Studio } from '../support/films.ts';
import { probe } from './media/support.ts';

const SCRIPT = `# A small film

Made by a test.

---

## Two things

- The first thing
- The second thing

---

> Short words are best.
> — Somebody
`;

/** Streams by their type, and how far the ends of picture and sound lie apart, seconds. */
async function look(file: string): Promise<{
  video: Record<string, string | number | undefined>;
  types: string[];
  seconds: number;
  apart: number;
  titles: string[];
}> {
  const { streams, chapters } = await probe(file);
  const video = streams.find(({ codec_type: type }) => type === 'video');
  const audio = streams.find(({ codec_type: type }) => type === 'audio');
  assert.ok(video && audio);
  return {
    video,
    types: streams.map((stream) => String(stream['codec_name'])),
    seconds: Number(video['duration']),
    apart: Math.abs(Number(video['duration']) - Number(audio['duration'])),
    titles: chapters.map((chapter) => chapter.tags.title),
  };
}

function pictures(snapshot: JobSnapshot): string {
  return snapshot.scenes.map((scene) => scene.state).join(' ');
}

describe('the film pipeline', function () {
  this.timeout(120_000);
  let studio: Studio;

  before(async () => {
    studio = await openStudio({ concurrency: 2 });
  });
  after(() => studio.dispose());

  it('makes a whole film of a script: picture, sound, captions, chapters, poster, preview', async () => {
    const { snapshot, events } = await make(studio.engine, smallFilm(studio, SCRIPT, { name: 'whole.mp4' }));
    assert.equal(snapshot.status, 'Done', JSON.stringify(snapshot.errors));
    const film = await look(join(studio.desk, 'whole.mp4'));
    assert.deepEqual(
      [film.video['width'], film.video['height'], film.video['r_frame_rate']],
      [854, 480, '30/1'],
    );
    assert.equal(film.video['avg_frame_rate'], '30/1');
    assert.ok(film.apart <= 0.05, `${film.apart} s apart`);
    assert.deepEqual(film.titles, ['A small film', 'Two things', 'Short words are best.']);
    assert.ok(film.types.includes('mov_text'));

    const cues = parseSrt(await readFile(join(studio.desk, 'whole.srt'), 'utf8'));
    assert.match(
      cues.flatMap((cue) => cue.lines).join(' '),
      /A small film.*first thing.*second thing.*Short words/su,
    );
    assert.ok(cues.every((cue) => cue.end <= film.seconds + 1e-3));
    assert.match(await readFile(join(studio.desk, 'whole.vtt'), 'utf8'), /^WEBVTT/u);

    assert.deepEqual(
      snapshot.artifacts.map(({ name }) => name),
      ['film.mp4', 'captions.srt', 'captions.vtt', 'preview.mp4', 'poster.png', 'chapters.vtt'],
    );
    const preview = snapshot.artifacts.find(({ name }) => name === 'preview.mp4');
    assert.ok((await look(preview?.path ?? '')).types.includes('mp3'));

    const percents = events.flatMap((event) => (event.event === 'step-progress' ? [event.data.percent] : []));
    assert.deepEqual(
      percents,
      percents.toSorted((a, b) => a - b),
    );
    assert.equal(events.at(-1)?.event, 'job-completed');
    assert.equal(snapshot.percent, 100);
    const started = events.flatMap((event) =>
      event.event === 'step-status' && event.data.status === 'started' ? [event.data.step] : [],
    );
    assert.deepEqual(started, [...STAGES]);
    assert.equal(pictures(snapshot), 'built built built');
  });

  it('takes everything from the cache when nothing has changed, and a free name for the film', async () => {
    const { snapshot } = await make(studio.engine, smallFilm(studio, SCRIPT, { name: 'whole.mp4' }));
    assert.equal(snapshot.status, 'Done');
    assert.equal(snapshot.plan.build, 0);
    assert.equal(pictures(snapshot), 'cached cached cached');
    assert.equal(snapshot.output?.videoPath, join(studio.desk, 'whole (2).mp4'));
    assert.ok((await stat(join(studio.desk, 'whole (2).srt'))).size > 0);
  });

  it('rebuilds only the scene that was edited, and says so first', async () => {
    const edited = SCRIPT.replace('The second thing', 'The second thing, and a little more');
    const plan = await studio.engine.plan(smallFilm(studio, edited));
    assert.deepEqual(
      plan.scenes.map((scene) => scene.cached),
      [true, false, true],
    );
    assert.equal(plan.build, 1);
    const { snapshot } = await make(studio.engine, smallFilm(studio, edited, { name: 'edited.mp4' }));
    assert.equal(pictures(snapshot), 'cached built cached');
  });

  for (const [aspect, resolution, fps, size] of [
    ['9:16', '480p', 25, [480, 854]],
    ['1:1', '480p', 24, [480, 480]],
    ['16:9', '720p', 60, [1280, 720]],
  ] as const) {
    it(`makes ${aspect} at ${resolution} and ${fps} frames a second`, async () => {
      const text = '# Shapes\n\nOne sentence.\n\n---\n\n## More\n\nAnother sentence.\n';
      const name = `shape-${fps}.mp4`;
      const { snapshot } = await make(
        studio.engine,
        smallFilm(studio, text, {
          name,
          overrides: { aspect, resolution, fps, theme: 'paper', captions: 'burned' },
        }),
      );
      assert.equal(snapshot.status, 'Done', JSON.stringify(snapshot.errors));
      const film = await look(join(studio.desk, name));
      assert.deepEqual([film.video['width'], film.video['height']], size);
      assert.equal(film.video['avg_frame_rate'], `${fps}/1`);
      assert.ok(film.apart <= 0.05, `${film.apart} s apart`);
      assert.ok(!film.types.includes('mov_text'), 'burned captions are no track');
    });
  }

  it('shows pictures and clips of the script, with motion and a lower third', async () => {
    const examples = join(import.meta.dirname, '../../examples/pictures');
    await copyFile(join(examples, 'lighthouse.jpg'), join(studio.desk, 'light house ü.jpg'));
    await copyFile(join(studio.desk, 'whole.mp4'), join(studio.desk, 'clip.mp4'));
    const text =
      '![The light, at dusk](<light house ü.jpg>)\n\n<!-- A lighthouse at dusk. -->\n\n---\n\n![](clip.mp4)\n\n' +
      '<!-- duration: 2 -->\n\n---\n\n## Beside\n\n![](<light house ü.jpg>)\n\nSome words beside a picture.\n';
    const { snapshot } = await make(studio.engine, smallFilm(studio, text, { name: 'pictures.mp4' }));
    assert.equal(snapshot.status, 'Done', JSON.stringify(snapshot.errors));
    const film = await look(join(studio.desk, 'pictures.mp4'));
    assert.ok(film.apart <= 0.05);
    assert.equal(snapshot.scenes[1]?.seconds, 2);
  });

  it('gives every speaker of a screenplay a voice and each line its turn', async () => {
    const text = 'INT. KITCHEN - DAY\n\nA kettle sings.\n\nANNA\nIs it ready?\n\nBEN\n(listening)\nAlmost.\n';
    const { snapshot } = await make(studio.engine, {
      ...smallFilm(studio, '', { name: 'play.mp4' }),
      script: { format: 'fountain', text },
    });
    assert.equal(snapshot.status, 'Done', JSON.stringify(snapshot.errors));
    const srt = await readFile(join(studio.desk, 'play.srt'), 'utf8');
    assert.match(srt, /kettle sings[\s\S]*Is it ready[\s\S]*Almost/u);
    assert.doesNotMatch(srt, /listening/u);
  });

  it('names the line of a picture that is not there, and makes nothing', async () => {
    const text = '# A film\n\nWords.\n\n---\n\n## Second\n\n![](missing.png)\n\nMore words.\n';
    const { snapshot } = await make(studio.engine, smallFilm(studio, text, { name: 'missing.mp4' }));
    assert.equal(snapshot.status, 'Failed');
    const [error] = snapshot.errors;
    assert.equal(error?.code, 'E422-SCRIPT');
    assert.match(error?.message ?? '', /missing\.png/u);
    assert.equal(error?.line, 9);
    assert.ok(!(await readdir(studio.desk)).some((name) => name.startsWith('missing')));
  });

  it('refuses an empty script before there is a job', async () => {
    const before = (await studio.engine.list()).length;
    await assert.rejects(studio.engine.start(smallFilm(studio, ' \n\n')), { code: 'E422-SCRIPT' });
    assert.equal((await studio.engine.list()).length, before);
  });

  it('refuses a voice that does not exist and says which are like it', async () => {
    const { snapshot } = await make(
      studio.engine,
      smallFilm(studio, '---\nvoice: en-uss\n---\n\n# A film\n\nWords.\n'),
    );
    assert.equal(snapshot.status, 'Failed');
    assert.match(snapshot.errors[0]?.message ?? '', /en-uss/u);
    assert.match(snapshot.errors[0]?.remediation ?? '', /en-us/u);
  });

  it('runs two jobs at once, each on its own', async () => {
    const [one, two] = await Promise.all([
      make(studio.engine, smallFilm(studio, '# One\n\nThe first of two.\n', { name: 'one.mp4' })),
      make(studio.engine, smallFilm(studio, '# Two\n\nThe second of two.\n', { name: 'two.mp4' })),
    ]);
    assert.deepEqual([one.snapshot.status, two.snapshot.status], ['Done', 'Done']);
    assert.notEqual(one.snapshot.output?.videoPath, two.snapshot.output?.videoPath);
  });

  it('writes a script for a topic and makes a film of it', async () => {
    const { snapshot } = await make(studio.engine, {
      ...smallFilm(studio, '', { name: 'topic.mp4' }),
      script: { format: 'text', text: 'Why bread rises' },
    });
    assert.equal(snapshot.status, 'Done', JSON.stringify(snapshot.errors));
    assert.ok(snapshot.scenes.length >= 3);
  });

  it('says so when the ffmpeg of the settings does not work, and uses another', async () => {
    const other = await openStudio({ ffmpegPath: join(studio.desk, 'whole.srt') });
    try {
      const { snapshot } = await make(other.engine, smallFilm(other, '# A film\n\nWords.\n'));
      assert.equal(snapshot.status, 'Done', JSON.stringify(snapshot.errors));
      assert.match(snapshot.warnings[0]?.message ?? '', /whole\.srt, does not work .* is used/u);
    } finally {
      await other.dispose();
    }
  });

  it('keeps somebody else’s captions that stand at the film’s name', async () => {
    await writeFile(join(studio.desk, 'taken.srt'), 'mine');
    const { snapshot } = await make(studio.engine, smallFilm(studio, SCRIPT, { name: 'taken.mp4' }));
    assert.equal(snapshot.output?.videoPath, join(studio.desk, 'taken (2).mp4'));
    assert.equal(await readFile(join(studio.desk, 'taken.srt'), 'utf8'), 'mine');
  });
});

describe('a cache that is removed while a film is made', function () {
  this.timeout(60_000);

  it('fails the job in words, and a retry makes the film', async () => {
    const studio = await openStudio();
    try {
      const { id } = await studio.engine.start(
        smallFilm(studio, '# One\n\nWords.\n\n---\n\n## Two\n\nMore.\n'),
      );
      let removed = false;
      for await (const event of studio.engine.events(id, { fromStart: true })) {
        if (removed || event.event !== 'step-status' || event.data.step !== 'visuals') continue;
        removed = true;
        await rm(join(studio.folder, 'cache'), { recursive: true, force: true, maxRetries: 5 });
      }
      const failed = await studio.engine.get(id);
      assert.equal(failed.status, 'Failed');
      assert.match(failed.errors[0]?.message ?? '', /cache was removed/u);
      await studio.engine.retry(id);
      for await (const event of studio.engine.events(id)) assert.ok(event);
      assert.equal((await studio.engine.get(id)).status, 'Done');
    } finally {
      await studio.dispose();
    }
  });
});

describe('cancelling a film', function () {
  this.timeout(120_000);
  const TEXT = `# Long enough to be cancelled\n\n${'A sentence that takes its time to be said aloud. '.repeat(6)}\n\n---\n\n## Next\n\n- One\n- Two\n\n---\n\n## Last\n\nThe end is near.\n`;

  for (const stage of ['planning', 'tts', 'visuals', 'render', 'finalize'] satisfies Stage[]) {
    it(`ends within two seconds in the stage ${stage} and leaves nothing behind`, async () => {
      const studio = await openStudio();
      try {
        const { id } = await studio.engine.start(
          smallFilm(studio, TEXT, { name: 'cancelled.mp4', overrides: { resolution: '1080p' } }),
        );
        let asked = 0;
        for await (const event of studio.engine.events(id, { fromStart: true })) {
          if (asked === 0 && event.event === 'step-status' && event.data.step === stage) {
            asked = Date.now();
            const result = await studio.engine.cancel(id);
            assert.equal(result.currentStatus, 'Canceled');
            assert.ok(Date.now() - asked < 2000, `${Date.now() - asked} ms`);
          }
        }
        const snapshot = await studio.engine.get(id);
        assert.equal(snapshot.status, 'Canceled');
        assert.deepEqual(await readdir(studio.desk), []);
        const job = join(studio.folder, 'data', 'jobs', id);
        const left = await readdir(join(job, 'work')).catch(() => []);
        assert.deepEqual(left, []);
      } finally {
        await studio.dispose();
      }
    });
  }

  it('when the film is just getting its name leaves what was there, or is told that the job has ended', async () => {
    const studio = await openStudio();
    try {
      for (let round = 0; round < 3; round += 1) {
        const overwrite = round > 0;
        const asked = smallFilm(studio, '# Short\n\nA race.\n', { name: 'race.mp4', overwrite });
        if (overwrite) await writeFile(join(studio.desk, 'race.mp4'), 'old');
        const { id } = await studio.engine.start(asked);
        const named = watch(studio.desk);
        const ending = (async () => {
          for await (const event of studio.engine.events(id, { fromStart: true })) assert.ok(event);
        })();
        for await (const { filename } of named) if (filename === 'race.mp4') break;
        const cancelled = await studio.engine.cancel(id).then(
          () => true,
          (error: unknown) => !AuraError.is(error, 'E409-CONFLICT'),
        );
        await ending;
        const { status } = await studio.engine.get(id);
        assert.equal(status, cancelled ? 'Canceled' : 'Done');
        const left = await readdir(studio.desk);
        assert.equal(left.length, cancelled ? Number(overwrite) : 3);
        const { size = 0 } = overwrite ? await stat(join(studio.desk, 'race.mp4')) : {};
        if (overwrite)
          assert.equal(size === 3, cancelled, 'the old film stands exactly when it was cancelled');
        for (const name of await readdir(studio.desk)) await rm(join(studio.desk, name));
      }
    } finally {
      await studio.dispose();
    }
  });

  it('retries on the same id from the finished scenes', async () => {
    const studio = await openStudio();
    try {
      const { id } = await studio.engine.start(smallFilm(studio, TEXT, { name: 'again.mp4' }));
      for await (const event of studio.engine.events(id, { fromStart: true })) {
        if (event.event === 'step-status' && event.data.step === 'render') await studio.engine.cancel(id);
      }
      await studio.engine.retry(id);
      for await (const event of studio.engine.events(id)) assert.ok(event);
      const snapshot = await studio.engine.get(id);
      assert.equal(snapshot.status, 'Done', JSON.stringify(snapshot.errors));
      assert.equal(snapshot.attempt, 2);
    } finally {
      await studio.dispose();
    }
  });
});
