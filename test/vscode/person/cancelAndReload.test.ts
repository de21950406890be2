import assert from 'node:assert/strict';
import { LONG } from './scripts.ts';
import { filesIn, lookAtFailure, openWorkbench, type Workbench } from './workbench.ts';

const FILM_MS = 180_000;

describe('a person while a film is being made', () => {
  let bench: Workbench;
  before(async () => {
    bench = await openWorkbench({ settings: { 'aura.resolution': '480p' } });
  });
  afterEach(lookAtFailure(() => bench));
  after(() => bench.close());

  const begin = async (name: string) => {
    await bench.open(name, `${LONG}\n\n---\n\n# ${name}\n`);
    await bench.run('Aura: Generate Video');
    await bench.status.filter({ hasText: /Aura \d+.%/ }).waitFor();
  };

  it('can cancel from the status bar: nothing is left behind', async () => {
    await begin('cancelled.md');
    await bench.status.click();
    const cancel = bench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Cancel Job' });
    await cancel.click();
    const pressed = Date.now();
    await bench.status.waitFor({ state: 'hidden' });
    assert.ok(Date.now() - pressed < 4000, `cancelled after ${Date.now() - pressed} ms`);
    await bench.panel.getByRole('button', { name: /^Retry/ }).waitFor();
    await bench.screenshot('cancelled');
    assert.deepEqual(await filesIn(bench.folder, '.mp4'), []);
  });

  it('finds the film still being made after the window was reloaded', async () => {
    await begin('reloaded.md');
    const pid = await bench.enginePid();
    await bench.reload();
    await bench.status.filter({ hasText: /Aura \d+.%/ }).waitFor({ timeout: 30_000 });
    await bench.panel
      .getByRole('heading', { name: /reloaded|A long evening/ })
      .first()
      .waitFor();
    await bench.panel.getByRole('progressbar').waitFor();
    await bench.screenshot('reloaded');
    assert.equal(await bench.enginePid(), pid);
  });

  it('gets it in the end even when the engine is killed in the middle', async () => {
    await bench.status.filter({ hasText: /Aura \d+.%/ }).waitFor();
    const pid = await bench.enginePid();
    process.kill(pid, 'SIGKILL');
    await bench.panel.locator('video').waitFor({ timeout: FILM_MS });
    await bench.screenshot('resumed-done');
    assert.notEqual(await bench.enginePid(), pid);
    assert.deepEqual(await filesIn(bench.folder, '.mp4'), ['reloaded.mp4']);
  });
});
