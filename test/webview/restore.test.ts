import assert from 'node:assert/strict';
import type { PanelState } from '../../src/protocol/protocol.ts';
import { usePanelBrowser } from './browser.ts';
import { moonJob, NOW, panelJob } from './fixtures/jobs.ts';
import { STATES } from './fixtures/states.ts';
import { bundlePanel } from './page.ts';

const at = (percent: number): PanelState => ({
  ...STATES.running,
  jobs: [panelJob(moonJob({ percent }))],
});

describe('a panel that was hidden or reloaded', () => {
  const browser = usePanelBrowser();

  it('asks for its state and shows the same again, where the person was', async () => {
    const first = await browser.open({ width: 600, height: 500 });
    await first.page.clock.setFixedTime(NOW);
    await first.show(STATES.failed);
    await first.page.locator('summary').click();
    await first.page.locator('details:not([open])').waitFor();
    await first.page.evaluate(() => window.scrollTo(0, 40));
    await first.page.waitForFunction(() => {
      const { remembered } = window as unknown as { remembered?: { scroll?: number } };
      return remembered?.scroll === 40;
    });
    const remembered = await first.remembered();
    const words = await first.page.locator('main').innerText();

    const second = await browser.open({ width: 600, height: 500, remembered });
    await second.page.clock.setFixedTime(NOW);
    assert.equal(await second.page.locator('main').innerText(), '');
    await second.show(STATES.failed);
    assert.equal(await second.page.locator('main').innerText(), words);
    assert.equal(await second.page.evaluate(() => window.scrollY), 40);
    assert.equal(await second.page.locator('details[open]').count(), 0);
  });

  it('draws only the newest of many states that come at once', async () => {
    const panel = await browser.open();
    await panel.show(at(1));
    const drawn = await panel.page.evaluate(
      (states) =>
        new Promise<string[]>((resolve) => {
          const seen: string[] = [];
          const percent = document.querySelector('.percent');
          if (!percent) throw new Error('There is no percent.');
          new MutationObserver(() => seen.push(percent.textContent ?? '')).observe(percent, {
            characterData: true,
            subtree: true,
            childList: true,
          });
          for (const state of states) window.postMessage({ type: 'state', state }, '*');
          setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve(seen))), 100);
        }),
      Array.from({ length: 40 }, (_, index) => at(index + 2)),
    );
    assert.equal(drawn.at(-1), '41%');
    assert.ok(drawn.length < 40, `drawn ${drawn.length} times`);
  });

  it('passes over messages that are not for it', async () => {
    const panel = await browser.open();
    await panel.show(at(5));
    await panel.page.evaluate(() => {
      for (const message of [undefined, 'x', { type: 'other' }, 7]) window.postMessage(message, '*');
    });
    assert.equal(await panel.page.locator('.percent').innerText(), '5%');
    assert.deepEqual(panel.complaints, []);
  });

  it('counts ages by the host’s clock, not by its own', async () => {
    const panel = await browser.open();
    await panel.page.clock.setFixedTime(NOW + 3_600_000);
    await panel.show(STATES.running);
    assert.equal((await panel.page.locator('.age').innerText()).replace('\u00A0', ' '), '0.4 s ago');
    await panel.page.clock.setFixedTime(NOW + 3_602_000);
    await panel.page.waitForFunction(() => document.querySelector('.age')?.textContent?.startsWith('2.4'));
  });

  it('counts down to the next try, and becomes slow, without a new state', async () => {
    const panel = await browser.open();
    await panel.page.clock.setFixedTime(NOW);
    await panel.show(STATES.paused);
    const line = panel.page.locator('.connection');
    assert.match(await line.innerText(), /Next try in 48\ss\./);
    await panel.page.clock.setFixedTime(NOW + 10_000);
    await panel.page.waitForFunction(() =>
      document.querySelector('.connection')?.textContent?.includes('38'),
    );
    await panel.page.clock.setFixedTime(NOW);
    await panel.show(STATES.running);
    await panel.page.clock.setFixedTime(NOW + 20_000);
    await panel.page.getByText('Voice shows no progress').waitFor();
  });
});

describe('the bundle of the panel', () => {
  it('stays under 400 KB and holds no react, no eval and nothing from outside', async () => {
    const { js, css } = await bundlePanel();
    assert.ok(js.length + css.length < 400_000, `${js.length} + ${css.length}`);
    assert.doesNotMatch(js, /\beval\(|react-dom|React\.createElement/);
    assert.doesNotMatch(css, /https?:|@import|url\(/);
  });

  it('uses no colour that is not the editor’s', async () => {
    const { css } = await bundlePanel();
    assert.doesNotMatch(css, /#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/i);
  });
});
