import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { usePanelBrowser } from './browser.ts';
import { NOW } from './fixtures/jobs.ts';
import { STATES, type StateName } from './fixtures/states.ts';
import { THEMES, type ThemeName } from './fixtures/themes.ts';

/** What axe finds, one line a rule. */
async function axeFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  const { violations } = await page.evaluate((only) => {
    const { axe } = window as unknown as { axe: { run(options: unknown): Promise<AxeResults> } };
    return axe.run({ resultTypes: ['violations'], ...(only ? { runOnly: only } : {}) });
  }, rules);
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 80)).join(' | ')}`,
  );
}

describe('the panel for everybody', () => {
  const browser = usePanelBrowser();
  let axe = '';
  before(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  });

  /** All rules in one theme; in the others what a theme can change: contrast. */
  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`passes axe in every state in “${theme}”`, async () => {
      const panel = await browser.open({ theme, height: 1600, context: { reducedMotion: 'reduce' } });
      await panel.page.clock.setFixedTime(NOW);
      await panel.page.evaluate(axe);
      const faults: string[] = [];
      for (const [name, state] of Object.entries(STATES)) {
        await panel.show(state);
        const found = await axeFaults(panel.page, theme === 'dark' ? undefined : ['color-contrast']);
        faults.push(...found.map((fault) => `${name}: ${fault}`));
      }
      assert.deepEqual(faults, []);
    });
  }

  it('tells progress as a progressbar with words', async () => {
    const panel = await browser.open();
    await panel.page.clock.setFixedTime(NOW);
    await panel.show(STATES.running);
    const bar = panel.page.getByRole('progressbar', { name: 'Progress of the film' });
    assert.equal(await bar.getAttribute('aria-valuenow'), '42');
    assert.equal(
      await bar.getAttribute('aria-valuetext'),
      '42 percent, about 6 seconds left. Voice, stage 3 of 7, scene 3 of 5',
    );
    assert.match(
      await panel.page.locator('[aria-current=step]').innerText(),
      /^Voice\s4\.2\ss\s, in progress$/,
    );
    await panel.show(STATES.unmeasured);
    assert.equal(await bar.getAttribute('aria-valuenow'), null);
  });

  it('speaks once per stage and keeps silent in between', async () => {
    const panel = await browser.open();
    await panel.page.clock.setFixedTime(NOW);
    const spoken = (): Promise<string> => panel.page.locator('.job > [role=status]').first().innerText();
    await panel.show(STATES.running);
    const first = await spoken();
    const [job] = STATES.running.jobs;
    assert.ok(job);
    await panel.show({ ...STATES.running, jobs: [{ ...job, snapshot: { ...job.snapshot, percent: 44 } }] });
    assert.equal(await spoken(), first);
    await panel.show({ ...STATES.running, jobs: [{ ...job, snapshot: { ...job.snapshot, percent: 51 } }] });
    assert.match(await spoken(), /^51 percent/);
  });

  it('raises an alert for an error, and hides ages and countdowns from ears', async () => {
    const panel = await browser.open();
    await panel.page.clock.setFixedTime(NOW);
    await panel.show(STATES.failed);
    assert.match(await panel.page.getByRole('alert').innerText(), /^The video in scene 4 cannot be read/);
    await panel.show(STATES.reconnecting);
    assert.equal(await panel.page.locator('.age').getAttribute('aria-hidden'), 'true');
    assert.doesNotMatch(await panel.page.locator('.connection [role=status]').innerText(), /in 2/);
  });

  it('stands still for those who asked for less motion', async () => {
    const panel = await browser.open({ context: { reducedMotion: 'reduce' } });
    await panel.page.clock.setFixedTime(NOW);
    const moving = (): Promise<number> =>
      panel.page.evaluate(
        () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
      );
    for (const name of ['running', 'unmeasured', 'several'] as const satisfies readonly StateName[]) {
      await panel.show(STATES[name]);
      assert.equal(await moving(), 0, name);
    }
  });

  it('turns only while the work gives signs of itself', async () => {
    const panel = await browser.open();
    await panel.page.clock.setFixedTime(NOW);
    const spinners = (): Promise<number> => panel.page.locator('.spin:visible').count();
    await panel.show(STATES.running);
    assert.ok((await spinners()) > 0);
    for (const name of ['queued', 'reconnecting', 'stalled', 'cancelled', 'failed', 'done'] as const) {
      await panel.show({ ...STATES[name], jobs: STATES[name].jobs.slice(0, 1) });
      assert.equal(await spinners(), 0, name);
    }
  });

  it('keeps its bars in forced colours', async () => {
    const panel = await browser.open({ context: { forcedColors: 'active' } });
    await panel.page.clock.setFixedTime(NOW);
    await panel.show(STATES.running);
    const [fill, track] = await panel.page.evaluate(() =>
      ['.segment-done > i', '.segment-waiting'].map((selector) => {
        const element = document.querySelector(selector);
        return element ? getComputedStyle(element).backgroundColor : '';
      }),
    );
    assert.ok(fill && track);
    assert.notEqual(fill, track);
  });
});
