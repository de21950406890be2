import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { SHORT } from './scripts.ts';
import { filesIn, lookAtFailure, openWorkbench, type Workbench } from './workbench.ts';

const FILM_MS = 90_000;

describe('a person with an empty editor and the VSIX', () => {
  let bench: Workbench;
  before(async () => {
    bench = await openWorkbench();
  });
  afterEach(lookAtFailure(() => bench));
  after(() => bench.close());

  it('is shown a way on when no script is open', async () => {
    await bench.run('Aura: Generate Video');
    const toast = bench.toast('No script is open');
    await toast.waitFor();
    assert.equal(await toast.getByRole('button', { name: 'Run Demo' }).count(), 1);
    await toast.getByRole('button', { name: 'New Script' }).click();
    await bench.page.locator('.view-line', { hasText: 'The Title of Your Film' }).waitFor();
    await bench.run('View: Revert and Close Editor');
  });

  it('is told when the script is empty', async () => {
    await bench.open('empty.md', '\n\n');
    await bench.run('Aura: Generate Video');
    await bench.toast('empty.md is empty').waitFor();
    await bench.run('Notifications: Clear All Notifications');
  });

  it('sees the film being made in the status bar and in the panel, and then plays it with sound', async () => {
    await bench.open('Größe & Licht.md', SHORT);
    await bench.run('Aura: Generate Video');
    await bench.status.filter({ hasText: /Aura \d+.%/ }).waitFor();
    await bench.panel.getByRole('progressbar').waitFor();
    await bench.screenshot('running');

    const video = bench.panel.locator('video');
    await video.waitFor({ timeout: FILM_MS });
    await bench.panel.getByRole('button', { name: /^Play/ }).first().click();
    await playing(video, 0.5);
    await bench.screenshot('done');
    const sound = await video.evaluate((element) => {
      const media = element as HTMLVideoElement & { webkitAudioDecodedByteCount: number };
      return { decoded: media.webkitAudioDecodedByteCount, muted: media.muted, error: media.error?.message };
    });
    assert.equal(sound.error, undefined);
    assert.equal(sound.muted, false);
    assert.ok(sound.decoded > 0, 'sound is decoded');
    assert.deepEqual(await filesIn(bench.folder, '.mp4'), ['Größe & Licht.mp4']);
    assert.ok((await filesIn(bench.folder, '.srt')).includes('Größe & Licht.srt'));
    await bench.status.waitFor({ state: 'hidden' });
  });

  it('can open and reveal it', async () => {
    const offered = await bench.offered('Aura: ');
    for (const title of ['Aura: Open Video', 'Aura: Reveal Output', 'Aura: Open Render Log']) {
      assert.ok(
        offered.some((label) => label.startsWith(title)),
        title,
      );
    }
    assert.ok(!offered.some((label) => label.startsWith('Aura: Cancel Job')));
    await bench.run('Aura: Reveal Output');
    await bench.page
      .locator('.explorer-folders-view .monaco-list-row.focused', { hasText: 'Größe & Licht.mp4' })
      .waitFor();
    await bench.run('Aura: Open Video');
    await bench.page.locator('.tab.active', { hasText: 'Größe & Licht.mp4' }).waitFor();
    await bench.run('View: Close Editor');
    await bench.run('Aura: Open Render Log');
    await bench.page
      .locator('.view-line', { hasText: /ffmpeg/i })
      .first()
      .waitFor();
    await bench.run('View: Close Editor');
  });

  it('gets a second film beside the first, and is told when the panel is closed', async () => {
    await bench.closeAll();
    await bench.open('Größe & Licht.md', SHORT);
    await bench.page.keyboard.press('Control+End');
    await bench.page.keyboard.type('- Nobody has saved this line');
    await bench.run('Aura: Generate Video');
    await bench.panel.getByRole('progressbar').waitFor();
    await bench.page.locator('.tab', { hasText: /^Aura/ }).getByRole('button', { name: /Close/ }).click();
    const toast = bench.toast('is ready');
    await toast.waitFor({ timeout: FILM_MS });
    await bench.screenshot('done-toast');
    assert.equal(await toast.getByRole('button', { name: 'Open Video' }).count(), 1);
    assert.deepEqual(await filesIn(bench.folder, '.mp4'), ['Größe & Licht (2).mp4', 'Größe & Licht.mp4']);
    const captions = await readFile(join(bench.folder, 'Größe & Licht (2).srt'), 'utf8');
    assert.match(captions.replaceAll(/\s+/g, ' '), /Nobody has saved this line/);
    assert.equal(await readFile(join(bench.folder, 'Größe & Licht.md'), 'utf8'), SHORT);
    await toast.getByRole('button', { name: 'Reveal Output' }).click();
    await bench.page
      .locator('.explorer-folders-view .monaco-list-row.focused', { hasText: '(2).mp4' })
      .waitFor();
  });

  it('is asked once where the film of an unsaved script goes', async () => {
    await bench.run('View: Revert and Close Editor');
    await bench.run('Aura: New Script');
    await bench.page.locator('.view-line', { hasText: 'The Title of Your Film' }).waitFor();
    await bench.run('Aura: Generate Video');
    const dialog = bench.page.locator('.quick-input-widget', { hasText: 'Where should the film go?' });
    await dialog.waitFor();
    const field = dialog.locator('input.input');
    await bench.page.waitForFunction(
      (input) => (input as HTMLInputElement).value.endsWith('Untitled-1.mp4'),
      await field.elementHandle(),
    );
    await field.fill(join(bench.folder, 'unsaved.mp4'));
    await bench.page.keyboard.press('Enter');
    await bench.panel.locator('video').waitFor({ timeout: FILM_MS });
    assert.ok((await filesIn(bench.folder, '.mp4')).includes('unsaved.mp4'));
  });

  it('can make films of a screenplay and of plain text', async () => {
    for (const name of ['scene.fountain', 'notes.txt']) {
      await writeFile(join(bench.folder, name), '');
    }
    await bench.open('scene.fountain', 'INT. LIGHTHOUSE - NIGHT\n\nMARA\nIs it lit?\n\nIDRIS\nIt is lit.\n');
    await bench.page.locator('.statusbar-item', { hasText: 'Fountain' }).waitFor();
    const button = bench.page.locator('.editor-actions').getByRole('button', { name: 'Generate Video' });
    await button.first().waitFor();
  });
});

/** Waits until the film has moved on by so many seconds. */
async function playing(video: Locator, seconds: number): Promise<void> {
  const end = Date.now() + 20_000;
  let at = 0;
  while (at < seconds) {
    if (Date.now() > end) throw new Error(`The film stands at ${at} s`);
    at = await video.evaluate((element) => (element as HTMLVideoElement).currentTime);
    await new Promise((settle) => setTimeout(settle, 100));
  }
}
