import { rm } from 'node:fs/promises';
import { LONG, SHORT } from './scripts.ts';
import { lookAtFailure, openWorkbench, type Workbench } from './workbench.ts';

const SILENCE_MS = 60_000;
const FILM_MS = 180_000;

describe('a person in trouble', () => {
  let bench: Workbench;
  before(async () => {
    bench = await openWorkbench({ settings: { 'aura.resolution': '480p' } });
  });
  afterEach(lookAtFailure(() => bench));
  after(() => bench.close());

  it('is told when a script has nothing to film, and is led to the line', async () => {
    await bench.open('nothing.md', '---\ntitle: Only settings\n---\n');
    await bench.run('Aura: Generate Video');
    const toast = bench.toast('no scene yet');
    await toast.getByRole('button', { name: /Go to Line/ }).waitFor();
    await bench.screenshot('nothing-to-film');
    await bench.run('Notifications: Clear All Notifications');
  });

  it('is offered a restart when the engine is silent, and the film goes on', async () => {
    await bench.open('silent.md', LONG);
    await bench.run('Aura: Generate Video');
    await bench.status.filter({ hasText: /Voice \d/ }).waitFor();
    process.kill(await bench.enginePid(), 'SIGSTOP');
    const restart = bench.panel.getByRole('button', { name: 'Restart Engine' });
    await restart.waitFor({ timeout: SILENCE_MS });
    await bench.screenshot('silent');
    await restart.click();
    await restart.waitFor({ state: 'hidden' });
    await bench.panel.getByText('resumed').first().waitFor();
    await bench.status.filter({ hasText: /Aura \d+.% · [A-Z]/ }).waitFor();
    await bench.run('Aura: Cancel Job');
    await bench.status.waitFor({ state: 'hidden' });
  });

  it('is told when there is no ffmpeg at all, and led to the setting', async () => {
    await rm(await bench.packagedFfmpeg());
    await bench.run('Aura: Restart Engine');
    await bench.open('short.md', SHORT);
    await bench.run('Aura: Generate Video');
    await bench.panel.getByRole('heading', { name: /No usable ffmpeg/ }).waitFor({ timeout: FILM_MS });
    await bench.screenshot('no-ffmpeg-at-all');
    await bench.panel.getByRole('button', { name: 'Open Settings' }).click();
    await bench.page.locator('.setting-item-contents', { hasText: 'Ffmpeg Path' }).waitFor();
  });
});
