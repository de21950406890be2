import assert from 'node:assert/strict';
import type { PanelState } from '../../src/protocol/protocol.ts';
import { usePanelBrowser } from './browser.ts';
import { tidesPanelJob } from './fixtures/jobs.ts';
import { shortFilm, type ShortFilm } from './fixtures/media.ts';
import type { OpenPanel } from './page.ts';

const SECONDS = 3;

/** A finished film of three chapters, as long as the short film. */
const DONE: PanelState = {
  host: { label: 'this computer', local: true },
  jobs: [
    tidesPanelJob({
      output: {
        videoPath: '/f/tides.mp4',
        subtitlePath: '/f/tides.srt',
        sizeBytes: 9000,
        durationSeconds: SECONDS,
      },
      chapters: [
        { title: 'Ebb', startSeconds: 0 },
        { title: 'Flow', startSeconds: 1 },
        { title: 'Slack', startSeconds: 2 },
      ],
    }),
  ],
};

interface Playing {
  at: number;
  paused: boolean;
  muted: boolean;
  volume: number;
  width: number;
  error: string | undefined;
}

const playing = (panel: OpenPanel): Promise<Playing> =>
  panel.page.evaluate(() => {
    const video = document.querySelector('video');
    if (!video) throw new Error('There is no video.');
    const { currentTime: at, paused, muted, volume, videoWidth: width, error } = video;
    return { at, paused, muted, volume, width, error: error?.message };
  });

const ready = (panel: OpenPanel): Promise<unknown> =>
  panel.page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2);

/** Browsers for tests are often built without H.264; then the same film in VP8 stands for it. */
async function playableFilm(): Promise<ShortFilm> {
  const { launchChromium } = await import('../browser/chromium.ts');
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const answer = await page.evaluate(() =>
      document.createElement('video').canPlayType('video/mp4; codecs="avc1.42E01E, mp3"'),
    );
    return await shortFilm(answer === '' ? 'webm' : 'mp4', SECONDS);
  } finally {
    await browser.close();
  }
}

describe('the finished film in the panel', () => {
  let film: ShortFilm | undefined;
  const browser = usePanelBrowser(async () => {
    film = await playableFilm();
    return film;
  });
  after(() => film?.remove());

  const open = async (remembered?: unknown): Promise<OpenPanel> => {
    const panel = await browser.open({ height: 1000, remembered });
    await panel.show(DONE);
    await ready(panel);
    return panel;
  };

  it('plays with its sound on, and pauses', async () => {
    const panel = await open();
    const before = await playing(panel);
    assert.deepEqual(
      { paused: before.paused, muted: before.muted, volume: before.volume, width: before.width },
      { paused: true, muted: false, volume: 1, width: 320 },
    );
    await panel.page.getByRole('button', { name: 'Play Tides for Sailors, 3 seconds' }).click();
    await panel.page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.2);
    const decoded = await panel.page.evaluate(() => {
      const video = document.querySelector('video') as HTMLVideoElement & {
        webkitAudioDecodedByteCount: number;
      };
      return video.webkitAudioDecodedByteCount;
    });
    assert.ok(decoded > 0, 'sound is decoded');
    await panel.page.getByRole('button', { name: 'Pause Tides for Sailors' }).click();
    assert.equal((await playing(panel)).paused, true);
    assert.equal(await panel.page.locator('.play').count(), 0);
    assert.deepEqual(panel.complaints, []);
  });

  it('goes to a chapter by its name, by the bar, and by keys', async () => {
    const panel = await open();
    await panel.page.getByRole('button', { name: '0:02 Slack' }).click();
    assert.ok(Math.abs((await playing(panel)).at - 2) < 0.05);
    assert.equal(await panel.page.locator('.chapters [aria-current]').innerText(), '0:02\nSlack');
    const slider = panel.page.getByRole('slider', { name: 'Position' });
    assert.equal(await slider.getAttribute('aria-valuetext'), '2 seconds of 3 seconds, chapter 3, Slack');
    const box = await slider.boundingBox();
    assert.ok(box);
    await panel.page.mouse.click(box.x + box.width * 0.5, box.y + 12);
    assert.ok(Math.abs((await playing(panel)).at - 1.5) < 0.05);
    for (const [key, at] of [
      ['Home', 0],
      ['PageUp', 1],
      ['PageUp', 2],
      ['PageDown', 1],
      ['End', SECONDS],
      ['ArrowLeft', 0],
      ['ArrowRight', SECONDS],
    ] as const) {
      await slider.press(key);
      assert.ok(Math.abs((await playing(panel)).at - at) < 0.1, `${key} → ${at}`);
    }
  });

  it('obeys Space, C, M and the arrows for sound', async () => {
    const panel = await open();
    const slider = panel.page.getByRole('slider', { name: 'Position' });
    await slider.press('Space');
    assert.equal((await playing(panel)).paused, false);
    await slider.press('Space');
    assert.equal((await playing(panel)).paused, true);
    await slider.press('ArrowDown');
    await slider.press('ArrowDown');
    await panel.page.waitForFunction(
      () => Math.abs((document.querySelector('video')?.volume ?? 1) - 0.8) < 0.01,
    );
    await slider.press('m');
    await panel.page.waitForFunction(() => document.querySelector('video')?.muted === true);
    const captions = panel.page.getByRole('button', { name: 'Captions' });
    assert.equal(await captions.getAttribute('aria-pressed'), 'true');
    await slider.press('c');
    assert.equal(await captions.getAttribute('aria-pressed'), 'false');
    assert.equal(await panel.page.locator('.caption').count(), 0);
    assert.deepEqual(await panel.remembered(), {
      scroll: 0,
      open: {},
      volume: 0.8,
      muted: true,
      captions: false,
    });
  });

  it('shows the captions of the moment, as they were left', async () => {
    const panel = await open();
    assert.equal(
      await panel.page.locator('.caption').innerText(),
      'Twice a day the sea\ncomes up to the door.',
    );
    await panel.page.getByRole('button', { name: '0:02 Slack' }).click();
    assert.equal(await panel.page.locator('.caption').innerText(), 'And twice it goes away & comes back.');
    const later = await open({ captions: false, volume: 0.3, muted: false });
    assert.equal(await later.page.locator('.caption').count(), 0);
    assert.ok(Math.abs((await playing(later)).volume - 0.3) < 0.01);
  });

  it('fills the panel and comes back by Escape', async () => {
    const panel = await open();
    await panel.page.evaluate(() =>
      Object.defineProperty(document, 'fullscreenEnabled', { value: false, configurable: true }),
    );
    await panel.page.getByRole('button', { name: 'Full screen' }).click();
    await panel.page.waitForFunction(
      () => document.querySelector('.player')?.getBoundingClientRect().top === 0,
    );
    const box = await panel.page.locator('.player').boundingBox();
    assert.deepEqual(box, { x: 0, y: 0, width: 900, height: 1000 });
    await panel.page.keyboard.press('Escape');
    await panel.page.waitForFunction(
      () => (document.querySelector('.player')?.getBoundingClientRect().top ?? 0) > 0,
    );
  });

  it('plays on while new snapshots come', async () => {
    const panel = await open();
    await panel.page.getByRole('slider', { name: 'Position' }).press('Space');
    await panel.page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.1);
    await panel.page.evaluate(() => document.querySelector('video')?.setAttribute('data-same', 'yes'));
    await panel.show({ ...DONE, sentAtMs: Date.now() });
    const { paused } = await playing(panel);
    assert.equal(paused, false);
    assert.equal(await panel.page.locator('video[data-same]').count(), 1);
  });

  it('says so when it cannot be played here', async () => {
    const panel = await browser.open({ height: 1000 });
    const [job] = DONE.jobs;
    assert.ok(job?.media);
    await panel.show({ ...DONE, jobs: [{ ...job, media: { ...job.media, video: '/media/gone' } }] });
    await panel.page.getByRole('alert').waitFor();
    assert.match(await panel.page.getByRole('alert').innerText(), /cannot be played here/);
  });
});
