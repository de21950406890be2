import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuraError, type ArtifactContent, type JobSnapshot } from '../../../src/protocol/protocol.ts';
import { createMediaFolder, type MediaFolder } from '../../../src/extension/panel/mediaFolder.ts';
import { createFakeClock } from '../../support/clock.ts';
import { settled, snapshotOf } from '../scripted.ts';

const none = () => Promise.reject(new AuraError('E404-NOT_FOUND', 'No such file'));
const bytes = (text: string): ArtifactContent => ({
  body: new Blob([text]).stream(),
  type: 'image/png',
  sizeBytes: text.length,
  range: { start: 0, end: text.length - 1 },
  etag: '"x"',
});
const done = (path: string): JobSnapshot =>
  snapshotOf('job1', {
    status: 'Done',
    artifacts: [{ name: 'preview.mp4', path, type: 'video/mp4', sizeBytes: 4 }],
  });

describe('the media folder', () => {
  let root: string;
  const log = { debug: () => undefined };
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'aura-media-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const create = (read: (id: string, name: string) => Promise<ArtifactContent> = none) => {
    const folder = join(root, 'media');
    const clock = createFakeClock();
    const media = createMediaFolder({ folder, read, clock, log });
    const next = () =>
      new Promise<void>((settle) => {
        const listener = media.onDidChange(() => {
          listener.dispose();
          settle();
        });
      });
    return { folder, media, next, clock };
  };
  it('links a file of this machine instead of copying it', async () => {
    const { media, next } = create();
    const source = join(root, 'preview of ünicode.mp4');
    await writeFile(source, 'film');
    const arrived = next();
    assert.equal(media.of(done(source)).video, undefined);
    await arrived;
    const shown = media.of(done(source)).video;
    assert.ok(shown);
    assert.equal(await readFile(shown, 'utf8'), 'film');
    assert.equal((await stat(shown)).ino, (await stat(source)).ino);
  });

  it('fetches what does not lie here, once', async () => {
    const asked: string[] = [];
    const { media, next } = create(async (id, name) => {
      asked.push(`${id}/${name}`);
      return bytes('png');
    });
    const scene = { id: 's', line: 1, title: 'S', seconds: 1, measured: false, state: 'built' as const };
    const snapshot = snapshotOf('job2', { scenes: [{ ...scene, thumbnail: 'scene-1.png' }] });
    const arrived = next();
    media.of(snapshot);
    media.of(snapshot);
    await arrived;
    const shown = media.of(snapshot).thumbnails['scene-1.png'];
    assert.ok(shown);
    assert.equal(await readFile(shown, 'utf8'), 'png');
    assert.deepEqual(asked, ['job2/scene-1.png']);
  });

  it('shows nothing half: a transfer that breaks leaves no file', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(3));
        controller.error(new Error('cut'));
      },
    });
    const folder = join(root, 'media');
    const read = async () => ({ ...bytes(''), body: broken });
    const media = await new Promise<MediaFolder>((settle) => {
      const media = createMediaFolder({
        folder,
        read,
        clock: createFakeClock(),
        log: { debug: () => settle(media) },
      });
      media.of(done('/not/here.mp4'));
    });
    assert.equal(media.of(done('/not/here.mp4')).video, undefined);
    const left = await readdir(join(folder, 'job1'));
    assert.deepEqual(
      left.filter((name) => !name.endsWith('.part')),
      [],
    );
  });

  it('asks again for what a server could not give just then', async () => {
    let away = true;
    const { media, next, clock } = create(async () => (away ? none() : bytes('png')));
    const scene = { id: 's', line: 1, title: 'S', seconds: 1, measured: false, state: 'built' as const };
    const snapshot = snapshotOf('job2', { scenes: [{ ...scene, thumbnail: 'scene-1.png' }] });
    media.of(snapshot);
    while (clock.pending() === 0) await settled();
    assert.deepEqual(media.of(snapshot).thumbnails, {});
    away = false;
    const again = next();
    clock.advance(2000);
    await again;
    const arrived = next();
    media.of(snapshot);
    await arrived;
    assert.ok(media.of(snapshot).thumbnails['scene-1.png']);
    media.dispose();
  });

  it('never leaves its folder, whatever a name says', async () => {
    const { folder, media } = create(async () => bytes('x'));
    const scene = { id: 's', line: 1, title: 'S', seconds: 1, measured: false, state: 'built' as const };
    for (const thumbnail of ['../evil.png', '..', '/etc/passwd', 'a\\b', '', '.hidden', 'a\0b']) {
      assert.deepEqual(media.of(snapshotOf('job', { scenes: [{ ...scene, thumbnail }] })).thumbnails, {});
    }
    media.of(snapshotOf('../job', { scenes: [{ ...scene, thumbnail: 'ok.png' }] }));
    await assert.rejects(stat(folder));
  });

  it('forgets jobs that are gone', async () => {
    const { folder, media } = create();
    await mkdir(join(folder, 'old'), { recursive: true });
    await mkdir(join(folder, 'kept'), { recursive: true });
    await media.keepOnly(['kept']);
    assert.deepEqual(await readdir(folder), ['kept']);
  });
});
