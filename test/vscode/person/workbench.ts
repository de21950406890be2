// A VS Code window with Aura installed from its VSIX, and what a person does there.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import * as v from 'valibot';
import { ENDPOINT_FILE, EndpointSchema } from '../../../src/protocol/protocol.ts';
import { launchChromium } from '../../browser/chromium.ts';
import { type CodeServer, type CodeServerOptions, startCodeServer } from '../editor/codeServer.ts';
import { ensureCodeServer } from '../editor/codeServerHome.ts';

const READY_MS = 30_000;
/** For anything that a person does not wait for, on a busy machine. */
const ANSWER_MS = 30_000;
/** For a list that was opened. */
const LIST_MS = 3000;

export interface Workbench {
  page: Page;
  /** The folder that is open. */
  folder: string;
  /** Writes a file into the folder and opens it in an editor. */
  open(name: string, text: string): Promise<void>;
  /** Runs a command from the palette by its title, as `Aura: …`. */
  run(title: string): Promise<void>;
  /** Closes every tab, and waits until nothing of them is left. */
  closeAll(): Promise<void>;
  /** Titles that the palette offers for what is typed. */
  offered(typed: string): Promise<string[]>;
  status: Locator;
  toast(text: string | RegExp): Locator;
  /** What is inside the panel. */
  panel: FrameLocator;
  /** Loads the window anew, as “Developer: Reload Window” does. */
  reload(): Promise<void>;
  /** Path of the ffmpeg inside the installed extension. */
  packagedFfmpeg(): Promise<string>;
  /** Process id of the engine that listens now. */
  enginePid(): Promise<number>;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

/** An editor with an empty profile and an empty folder. Whoever opens it closes it. */
export async function openWorkbench(
  settings: Pick<CodeServerOptions, 'settings' | 'machineSettings'> = {},
): Promise<Workbench> {
  const root = await mkdtemp(join(tmpdir(), 'aura-person-'));
  const folder = join(root, 'my films');
  const data = join(root, 'data');
  await mkdir(folder);
  let server: CodeServer | undefined;
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await endEngine(data);
    await server?.stop();
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    server = await startCodeServer(await ensureCodeServer(console.log), {
      folder: join(root, 'editor'),
      ...settings,
      vsix: resolve(process.env['AURA_TEST_VSIX'] ?? join('.vscode-test', 'built', 'aura.vsix')),
      env: { AURA_DATA: data, AURA_CACHE: join(root, 'cache'), PATH: pathWithoutFfmpeg() },
    });
    browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(ANSWER_MS);
    await page.goto(`http://127.0.0.1:${server.port}/?folder=${encodeURIComponent(folder)}`);
    await whenReady(page);
    const packagedFfmpeg = async () => {
      const extensions = join(root, 'editor', 'extensions');
      const names = await readdir(extensions);
      const installed = names.find((name) => name.startsWith('aura.aura-film')) ?? '';
      return join(extensions, installed, 'node_modules', '@ffmpeg-binary', 'linux-x64', 'ffmpeg');
    };
    return { ...actions(page, folder, data), packagedFfmpeg, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** So that the films are made with what is inside the VSIX, on every machine. */
function pathWithoutFfmpeg(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.filter((folder) => !existsSync(join(folder, 'ffmpeg'))).join(delimiter);
}

function actions(page: Page, folder: string, data: string): Omit<Workbench, 'close' | 'packagedFfmpeg'> {
  const palette = page.locator('.quick-input-widget');
  const rows = palette.locator('.quick-input-list .monaco-list-row');

  /**
   * Opens a list, types, and waits for a row. What has just come, a file or a command, is not in a list that was opened
   * before it, and an editor that opens late closes the list: so it tries again, as a person does.
   */
  const look = async (keys: string, text: string, row: Locator) => {
    for (let attempt = 1; ; attempt++) {
      try {
        await page.keyboard.press(keys);
        await palette.locator('input.input').fill(text, { timeout: LIST_MS });
        return await row.waitFor({ timeout: LIST_MS });
      } catch (error) {
        if (attempt === 10) throw error;
        await page.keyboard.press('Escape');
      }
    }
  };

  const pick = async (keys: string, text: string, label: string) => {
    const row = rows.filter({ hasText: label }).first();
    await look(keys, text, row);
    // Into the list itself: a panel beside it may have taken the focus meanwhile.
    await palette.locator('input.input').press('Enter');
    // A command may ask something in the same place.
    await row.waitFor({ state: 'hidden', timeout: LIST_MS }).catch(() => undefined);
  };

  return {
    page,
    folder,
    status: page.locator('.statusbar-item', { hasText: 'Aura' }),
    toast: (text) => page.locator('.notification-toast', { hasText: text }),
    panel: page.frameLocator('iframe.webview').frameLocator('iframe#active-frame'),
    async open(name, text) {
      await writeFile(join(folder, name), text);
      const tab = page.locator('.editor-group-container.active .tab.active', { hasText: name });
      for (let attempt = 1; attempt === 1 || !(await tab.isVisible()); attempt++) {
        if (attempt > 5) throw new Error(`Never opened: ${name}`);
        await pick('Control+P', join(folder, name), name);
        await tab.waitFor({ timeout: 2 * LIST_MS }).catch(() => undefined);
      }
      await page.locator('.editor-instance .monaco-editor').first().waitFor();
    },
    async closeAll() {
      await pick('F1', '>View: Close All Editors', 'View: Close All Editors');
      // A panel that is still going away would be taken for the next one.
      await page.locator('iframe.webview').first().waitFor({ state: 'detached' });
    },
    async run(title) {
      await pick('F1', `>${title}`, title);
    },
    async offered(typed) {
      await look('F1', `>${typed}`, rows.filter({ hasText: typed.trim() }).first());
      const labels = await rows.locator('.label-name').allInnerTexts();
      await page.keyboard.press('Escape');
      return labels;
    },
    async reload() {
      await page.reload();
      await whenReady(page);
    },
    async enginePid() {
      const text = await readFile(join(data, ENDPOINT_FILE), 'utf8');
      return v.parse(v.pipe(v.string(), v.parseJson(), EndpointSchema), text).pid;
    },
    async screenshot(name) {
      const shots = resolve('.vscode-test', 'shots');
      await mkdir(shots, { recursive: true });
      await page.screenshot({ path: join(shots, `${name}.png`) });
    },
  };
}

/** A hook for `afterEach`: keeps a picture of the window in which a test has failed. */
export function lookAtFailure(bench: () => Workbench) {
  return async function keepPicture(this: Mocha.Context): Promise<void> {
    const test = this.currentTest;
    if (test?.state === 'failed') await bench().screenshot(`failed ${test.title.replaceAll(/\W+/g, ' ')}`);
  };
}

/** Files of a folder with an ending, sorted. */
export async function filesIn(folder: string, ending: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
}

/** The extension host is up when its commands are offered. */
async function whenReady(page: Page): Promise<void> {
  await page.locator('.monaco-workbench').waitFor({ timeout: READY_MS });
  await page.locator('.statusbar-item').first().waitFor({ timeout: READY_MS });
}

/** The engine outlives the editor on purpose; it must not outlive the test. */
async function endEngine(data: string): Promise<void> {
  const text = await readFile(join(data, ENDPOINT_FILE), 'utf8').catch(() => '');
  const endpoint = v.safeParse(v.pipe(v.string(), v.parseJson(), EndpointSchema), text);
  if (!endpoint.success) return;
  try {
    process.kill(endpoint.output.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
