// A page like the one VS Code gives the panel: its own bundle, the editor's colours, a strict CSP with a nonce.
import { randomBytes } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { panelHtml } from '../../src/extension/panel/html.ts';
import type { PanelIntent, PanelMessage, PanelState } from '../../src/protocol/protocol.ts';
import { CAPTIONS, picture, POSTER } from './fixtures/media.ts';
import { FONTS, THEMES, type ThemeName } from './fixtures/themes.ts';

export interface Bundle {
  js: string;
  css: string;
}

/** Bundles the panel as the product does, in memory. */
export async function bundlePanel(): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: { webview: 'src/webview/main.tsx' },
    outdir: 'dist',
    bundle: true,
    minify: true,
    write: false,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  const text = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return { js: text('.js'), css: text('.css') };
}

export interface PanelHost {
  url: string;
  close(): Promise<void>;
}

/** Serves the bundle and media. `film` is what `/media/film` plays. */
export async function servePanel(bundle: Bundle, film?: { path: string; type: string }): Promise<PanelHost> {
  const server = createServer((request, response) => answer(request, response, bundle, film));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  bundle: Bundle,
  film: { path: string; type: string } | undefined,
): void {
  const url = new URL(request.url ?? '/', 'http://panel');
  const send = (type: string, body: string): void => {
    response.writeHead(200, { 'content-type': type }).end(body);
  };
  const number = /^\/media\/picture-(\d)\.svg$/.exec(url.pathname)?.[1];
  if (url.pathname === '/') return page(url, response);
  if (url.pathname === '/webview.js') return send('text/javascript; charset=utf-8', bundle.js);
  if (url.pathname === '/webview.css') return send('text/css; charset=utf-8', bundle.css);
  if (number) return send('image/svg+xml', picture(Number(number)));
  if (url.pathname === '/media/poster.svg') return send('image/svg+xml', POSTER);
  if (url.pathname === '/media/captions.vtt') return send('text/vtt; charset=utf-8', CAPTIONS);
  if (url.pathname === '/media/film' && film) return sendRange(request, response, film);
  response.writeHead(404).end();
}

/** The page that the extension makes, with the class that the editor gives its body. */
function page(url: URL, response: ServerResponse): void {
  const theme = THEMES[(url.searchParams.get('theme') ?? 'dark') as ThemeName];
  const nonce = randomBytes(16).toString('base64url');
  const html = panelHtml({ script: '/webview.js', style: '/webview.css', source: `'self'`, nonce });
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(html.replace('<body>', `<body class="${theme.bodyClass}">`));
}

function sendRange(
  request: IncomingMessage,
  response: ServerResponse,
  { path, type }: { path: string; type: string },
): void {
  const { size } = statSync(path);
  const [, from = '0', to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from);
  const end = to ? Number(to) : size - 1;
  response.writeHead(request.headers.range ? 206 : 200, {
    'content-type': type,
    'content-length': end - start + 1,
    'content-range': `bytes ${start}-${end}/${size}`,
    'accept-ranges': 'bytes',
  });
  createReadStream(path, { start, end }).pipe(response);
}

export interface OpenOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
  context?: BrowserContextOptions;
  /** Replace the editor's own, without `--vscode-`. */
  variables?: Readonly<Record<string, string>>;
  /** What the panel remembered before. */
  remembered?: unknown;
}

/** The panel in a page, and what goes in and out of it. */
export interface OpenPanel {
  page: Page;
  show(state: PanelState): Promise<void>;
  /** What was asked for so far, without `ready`. */
  intents(): Promise<PanelIntent[]>;
  remembered(): Promise<unknown>;
  /** Errors, warnings and broken rules of the CSP. */
  complaints: string[];
  close(): Promise<void>;
}

interface TestWindow {
  intents: PanelIntent[];
  remembered: unknown;
}

/** Opens the panel and waits for its handshake. */
export async function openPanel(
  browser: Browser,
  host: PanelHost,
  options: OpenOptions = {},
): Promise<OpenPanel> {
  const { theme = 'dark', width = 900, height = 900 } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: THEMES[theme].scheme,
    timezoneId: 'UTC',
    ...options.context,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  // The loader of the tests names functions by this; the browser does not know it.
  await page.addInitScript('globalThis.__name ??= (named) => named;');
  await page.addInitScript(editorScript, {
    remembered: options.remembered,
    scheme: THEMES[theme].scheme,
    variables: {
      ...FONTS,
      ...THEMES[theme].variables,
      ...options.variables,
    },
  });
  await page.goto(`${host.url}/?theme=${theme}`);
  await page.waitForFunction(() => {
    const { intents } = window as unknown as TestWindow;
    return intents.some(({ type }) => type === 'ready');
  });
  return {
    page,
    complaints,
    async show(state) {
      await page.evaluate(
        (message) =>
          new Promise<void>((resolve) => {
            window.postMessage(message, '*');
            setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
          }),
        { type: 'state', state } satisfies PanelMessage,
      );
    },
    intents: () =>
      page.evaluate(() => {
        const { intents } = window as unknown as TestWindow;
        return intents.filter(({ type }) => type !== 'ready');
      }),
    remembered: () => page.evaluate(() => (window as unknown as TestWindow).remembered),
    close: () => context.close(),
  };
}

/** Runs in the page before everything else: the editor's API and its colours. */
function editorScript(given: {
  remembered: unknown;
  scheme: string;
  variables: Readonly<Record<string, string>>;
}): void {
  const test = window as unknown as TestWindow;
  test.intents = [];
  test.remembered = given.remembered;
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (intent: PanelIntent) => test.intents.push(intent),
      getState: () => test.remembered,
      setState: (state: unknown) => {
        test.remembered = state;
      },
    }),
  });
  // The editor's own style sheet for webviews, as far as it meets elements of ours.
  const defaults = new CSSStyleSheet();
  defaults.replaceSync(`@layer vscode-default {
    body { padding: 0 20px; background-color: transparent; color: var(--vscode-editor-foreground); }
    img, video { max-width: 100%; max-height: 100%; }
    code { padding: 1px 3px; border-radius: 4px; color: #d7ba7d; background-color: #ffffff1a; }
    a:focus, input:focus { outline: 1px solid -webkit-focus-ring-color; outline-offset: -1px; }
  }`);
  document.adoptedStyleSheets.push(defaults);
  const paint = (): void => {
    const { style } = document.documentElement;
    style.setProperty('color-scheme', given.scheme);
    for (const [name, value] of Object.entries(given.variables)) style.setProperty(`--vscode-${name}`, value);
  };
  if (document.documentElement) paint();
  else
    new MutationObserver((_, observer) => (observer.disconnect(), paint())).observe(document, {
      childList: true,
    });
}
