import { lookAtFailure, openWorkbench, type Workbench } from './workbench.ts';
import { SHORT } from './scripts.ts';

describe('a person whose ffmpeg setting leads nowhere', () => {
  let bench: Workbench;
  before(async () => {
    bench = await openWorkbench({ machineSettings: { 'aura.ffmpegPath': '/nowhere/ffmpeg' } });
  });
  afterEach(lookAtFailure(() => bench));
  after(() => bench.close());

  it('is told, is led to the setting, and makes the film once it is right', async () => {
    await bench.open('a.md', SHORT);
    await bench.run('Aura: Generate Video');
    await bench.panel.getByRole('heading', { name: 'ffmpeg was not found' }).waitFor();
    await bench.panel.getByText('/nowhere/ffmpeg').waitFor();
    await bench.screenshot('no-ffmpeg');
    await bench.panel.getByRole('button', { name: 'Open Settings' }).click();
    const setting = bench.page.locator('.setting-item-contents', { hasText: 'Ffmpeg Path' });
    await setting.waitFor();
    await bench.screenshot('no-ffmpeg-setting');
    const field = setting.locator('input');
    await field.fill('');
    await field.press('Enter');
    await bench.panel.getByRole('heading', { name: 'ffmpeg was not found' }).waitFor({ state: 'hidden' });
    await bench.page.keyboard.press('Escape');
    await bench.open('a.md', SHORT);
    await bench.run('Aura: Generate Video');
    await bench.panel.locator('video').waitFor({ timeout: 90_000 });
  });
});
