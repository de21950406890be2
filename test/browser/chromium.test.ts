import assert from 'node:assert/strict';
import { launchChromium } from './chromium.ts';

describe('the browser for tests', () => {
  it('is found and draws a page, without a manual step', async () => {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.setContent('<title>Aura</title>');
      assert.equal(await page.title(), 'Aura');
    } finally {
      await browser.close();
    }
  });
});
