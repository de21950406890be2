// One browser and one served panel for all tests of a file.
import type { Browser } from 'playwright-core';
import { launchChromium } from '../browser/chromium.ts';
import {
  bundlePanel,
  openPanel,
  servePanel,
  type OpenOptions,
  type OpenPanel,
  type PanelHost,
} from './page.ts';

export interface PanelBrowser {
  open(options?: OpenOptions): Promise<OpenPanel>;
}

/** Starts before the tests of the enclosing `describe` and ends after them. Pages are closed after each test. */
export function usePanelBrowser(film?: () => Promise<{ path: string; type: string }>): PanelBrowser {
  let browser: Browser | undefined;
  let host: PanelHost | undefined;
  let open: OpenPanel[] = [];
  before(async () => {
    const [bundle, shown] = await Promise.all([bundlePanel(), film?.()]);
    host = await servePanel(bundle, shown);
    browser = await launchChromium();
  });
  afterEach(async () => {
    await Promise.all(open.map((panel) => panel.close()));
    open = [];
  });
  after(async () => {
    await browser?.close();
    await host?.close();
  });
  return {
    async open(options) {
      if (!browser || !host) throw new Error('The browser has not started.');
      const panel = await openPanel(browser, host, options);
      open.push(panel);
      return panel;
    },
  };
}
