// Finds a Chromium for tests, on a fresh machine too, and starts it.
import { execFile } from 'node:child_process';
import { access, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

const run = promisify(execFile);

const COMMANDS = [
  'chrome-headless-shell',
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];

const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['', homedir()].flatMap((root) => [
    `${root}/Applications/Google Chrome.app/Contents/MacOS/Google Chrome`,
    `${root}/Applications/Chromium.app/Contents/MacOS/Chromium`,
    `${root}/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge`,
  ]),
  win32: [process.env['ProgramFiles'], process.env['ProgramFiles(x86)'], process.env['LocalAppData']].flatMap(
    (root) =>
      root === undefined
        ? []
        : [
            join(root, 'Google/Chrome/Application/chrome.exe'),
            join(root, 'Microsoft/Edge/Application/msedge.exe'),
          ],
  ),
};

/** What a browser needs to be started with. */
export interface FoundChromium {
  readonly path: string;
  /** Set for the browser's process only. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * `CHROME_PATH`, else an installed Chrome, Chromium or Edge, else the Linux x64 one that npm carries.
 * @throws when none of them is there, with what to do.
 */
export async function findChromium(): Promise<FoundChromium> {
  const named = process.env['CHROME_PATH'];
  if (named) return { path: named, env: {} };
  const inPath = (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => COMMANDS.map((command) => join(folder, command)));
  for (const path of [...(PLACES[process.platform] ?? []), ...inPath]) {
    if (await exists(path)) return { path, env: {} };
  }
  if (process.platform === 'linux' && process.arch === 'x64') return unpackedChromium();
  throw new Error('No Chromium found. Install Chrome, or name one in CHROME_PATH.');
}

/** Starts a headless browser for tests. Whoever calls closes it. */
export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  const { path, env } = await findChromium();
  return chromium.launch({
    executablePath: path,
    env: { ...definedEnv(), ...env },
    args: [...CHROMIUM_FLAGS, ...args],
  });
}

/** For machines without a display, a GPU, a network, or another user than root. */
export const CHROMIUM_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--autoplay-policy=no-user-gesture-required',
  '--font-render-hinting=none',
] as const;

/**
 * The package unpacks into the temporary folder and takes what lies there for whole. So that two test runs
 * at once cannot meet a half one, it unpacks into a folder of ours, which then gets its final name.
 */
async function unpackedChromium(): Promise<FoundChromium> {
  const require = createRequire(import.meta.url);
  const packageFolder = dirname(dirname(dirname(require.resolve('@sparticuz/chromium'))));
  const { version } = require(join(packageFolder, 'package.json')) as { version: string };
  const folder = join(tmpdir(), `aura-chromium-${version}-${process.getuid?.() ?? 0}`);
  const path = join(folder, 'chromium');
  if (!(await exists(path))) {
    const { inflate } = (await import(join(packageFolder, 'build/esm/lambdafs.js'))) as {
      inflate: (archive: string) => Promise<string>;
    };
    const part = await mkdtemp(join(tmpdir(), 'aura-chromium-part-'));
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = part;
    try {
      // `inflate` reads the temporary folder when it is called.
      const archives = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'].map((archive) =>
        inflate(join(packageFolder, 'bin', archive)),
      );
      await Promise.all(archives);
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
    await rename(part, folder).catch(async (error: unknown) => {
      await rm(part, { recursive: true, force: true });
      if (!(await exists(path))) throw error;
    });
  }
  const { stdout } = await run('ldd', [path]).catch(() => ({ stdout: 'not found' }));
  const libraries = join(folder, 'al2023', 'lib');
  return { path, env: stdout.includes('not found') ? { LD_LIBRARY_PATH: libraries } : {} };
}

function definedEnv(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
