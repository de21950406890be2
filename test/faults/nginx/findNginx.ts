import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Unpacked here once; ignored by git. */
const CACHE = resolve('.vscode-test', 'nginx');
/** Where the program lies depends on the release. */
const PACKAGES = ['nginx', 'nginx-core', 'nginx-light'];
const FETCH_MS = 300_000;

/** A program, and the folders of the libraries that it needs besides the system's. */
export interface Nginx {
  program: string;
  libraries: readonly string[];
}

/**
 * nginx of this machine, else Debian's package, unpacked without being installed.
 * @returns why there is none, where neither can be had.
 */
export async function findNginx(): Promise<Nginx | { missing: string }> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  for (const folder of folders) {
    const nginx = { program: join(folder, 'nginx'), libraries: [] };
    if (folder !== '' && (await works(nginx)) === undefined) return nginx;
  }
  const cached = inFolder(CACHE);
  if ((await works(cached)) === undefined) return cached;
  try {
    await fetchPackage();
  } catch (error) {
    const { message, stderr = '' } = error as Error & { stderr?: string };
    return { missing: `no nginx here, and its package cannot be had: ${stderr.trim() || message}` };
  }
  const trouble = await works(cached);
  return trouble === undefined ? cached : { missing: `the nginx of the package does not start: ${trouble}` };
}

export function environment({ libraries }: Nginx): NodeJS.ProcessEnv {
  return libraries.length === 0
    ? process.env
    : { ...process.env, LD_LIBRARY_PATH: libraries.join(delimiter) };
}

function inFolder(folder: string): Nginx {
  const machine = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch as string] ?? '';
  return {
    program: join(folder, 'usr', 'sbin', 'nginx'),
    libraries: [join(folder, 'usr', 'lib', machine), join(folder, 'lib', machine)],
  };
}

/** @returns why it does not run. */
async function works(nginx: Nginx): Promise<string | undefined> {
  try {
    await run(nginx.program, ['-v'], { env: environment(nginx) });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** In a folder of its own first, so that two runs at once do not meet. */
async function fetchPackage(): Promise<void> {
  await mkdir(resolve(CACHE, '..'), { recursive: true });
  const folder = await mkdtemp(`${CACHE}-part-`);
  try {
    const options = await packageLists(folder);
    const unpacked = join(folder, 'unpacked');
    const wanted = [...PACKAGES];
    for (let name = wanted.shift(); name !== undefined; name = wanted.shift()) {
      await download(folder, unpacked, name, options);
      const present = await exists(inFolder(unpacked).program);
      if (!present) continue;
      if ((await works(inFolder(unpacked))) !== undefined) {
        for (const library of await libraryPackages(folder, name)) {
          await download(folder, unpacked, library, options);
        }
      }
      break;
    }
    await rm(CACHE, { recursive: true, force: true });
    await rename(unpacked, CACHE);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Options for apt; where this machine has no lists of packages, lists of our own are fetched: that needs no rights. */
async function packageLists(folder: string): Promise<string[]> {
  const known = await run('apt-cache', ['policy', 'nginx']).then(({ stdout }) =>
    /Candidate: \d/.test(stdout),
  );
  const user = process.getuid?.() === 0 ? ['-o', 'APT::Sandbox::User=root'] : [];
  if (known) return user;
  const own = { 'Dir::State': join(folder, 'state'), 'Dir::Cache': join(folder, 'cache') };
  await mkdir(join(own['Dir::State'], 'lists', 'partial'), { recursive: true });
  await mkdir(join(own['Dir::Cache'], 'archives', 'partial'), { recursive: true });
  const options = [
    ...user,
    ...Object.entries(own).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    '-o',
    'Dir::State::status=/var/lib/dpkg/status',
  ];
  await run('apt-get', [...options, 'update'], { timeout: FETCH_MS });
  return options;
}

async function download(
  folder: string,
  into: string,
  name: string,
  options: readonly string[],
): Promise<void> {
  await run('apt-get', [...options, 'download', name], { cwd: folder, timeout: FETCH_MS });
  await run('dpkg', ['-x', await archiveOf(folder, name), into]);
}

async function libraryPackages(folder: string, name: string): Promise<string[]> {
  const { stdout } = await run('dpkg-deb', ['-f', await archiveOf(folder, name), 'Depends']);
  const names = stdout.split(/[,|]/).map((entry) => entry.trim().split(/[ :(]/)[0] ?? '');
  return names.filter((dependency) => /^(lib|zlib)/.test(dependency) && dependency !== 'libc6');
}

async function archiveOf(folder: string, name: string): Promise<string> {
  const found = (await readdir(folder)).find((file) => file.startsWith(`${name}_`) && file.endsWith('.deb'));
  if (found === undefined) throw new Error(`apt-get brought no package ${name}`);
  return join(folder, found);
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
