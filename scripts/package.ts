// Builds the extension for this platform: `npm run package [-- --out FILE.vsix] [--no-build]`.
// All that runs is inside: the engine, its native parts and an ffmpeg. An empty editor needs nothing else.
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Packages that are not bundled, because they have native parts or data files. */
const RUNTIME = [
  '@napi-rs/canvas',
  `@napi-rs/canvas-${process.platform}-`,
  '@echogarden/espeak-ng-emscripten',
  `@ffmpeg-binary/${process.platform}-${process.arch}`,
];
/** What a package carries for those who build on it. */
const NOT_SHIPPED = /(\.d\.ts|\.map|\.cdx\.json)$/;
/** The page of an installed extension shows pictures from the web only. */
const LOCAL_PICTURE = /^!\[[^\]\n]*\]\((?!https:)[^)\n]*\)\n+/gm;
const DOCUMENTS = ['CHANGELOG.md', 'LICENSE', 'THIRD_PARTY_NOTICES', 'THIRD_PARTY_NOTICES.txt'];
/** Fields of package.json that an editor or the engine reads. */
const MANIFEST_FIELDS = [
  'name displayName version description license publisher categories keywords icon galleryBanner pricing',
  'repository bugs homepage type main extensionKind activationEvents capabilities contributes l10n',
]
  .join(' ')
  .split(' ');

interface Manifest {
  [field: string]: unknown;
  name: string;
  version: string;
  engines: Record<string, string>;
  dependencies: Record<string, string>;
}

/**
 * Packs `dist/` as it lies there into a VSIX for this platform.
 *
 * @returns Path of the VSIX.
 */
export async function packageExtension(out?: string): Promise<string> {
  const manifest = await readManifest(ROOT);
  const target = `${process.platform}-${process.arch}`;
  const vsix = out ?? join(ROOT, `${manifest.name}-${manifest.version}-${target}.vsix`);
  const staging = await mkdtemp(join(tmpdir(), 'aura-vsix-'));
  try {
    await stage(manifest, staging);
    await rm(vsix, { force: true });
    await createVSIX({
      cwd: staging,
      packagePath: vsix,
      target,
      dependencies: true,
      rewriteRelativeLinks: false,
      allowMissingRepository: true,
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return vsix;
}

async function stage(manifest: Manifest, staging: string): Promise<void> {
  const dependencies: Record<string, string> = {};
  for (const name of await runtimePackages()) {
    const from = join(ROOT, 'node_modules', name);
    await cp(from, join(staging, 'node_modules', name), {
      recursive: true,
      dereference: true,
      filter: (path) => !NOT_SHIPPED.test(path),
    });
    dependencies[name] = (await readManifest(from)).version;
  }
  const shipped = Object.fromEntries(
    MANIFEST_FIELDS.filter((field) => manifest[field] !== undefined).map((field) => [field, manifest[field]]),
  );
  const packed = { ...shipped, engines: { vscode: manifest.engines['vscode'] }, dependencies };
  await writeFile(join(staging, 'package.json'), `${JSON.stringify(packed, undefined, 2)}\n`);
  await cp(join(ROOT, '.vscodeignore'), join(staging, '.vscodeignore'));
  await cp(join(ROOT, 'dist'), join(staging, 'dist'), {
    recursive: true,
    filter: (path) => extname(path) !== '.map',
  });
  await mkdir(join(staging, 'media'));
  await cp(join(ROOT, 'media', 'icon.png'), join(staging, 'media', 'icon.png'));
  const present = new Set(await readdir(ROOT));
  for (const file of DOCUMENTS) if (present.has(file)) await cp(join(ROOT, file), join(staging, file));
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  await writeFile(join(staging, 'README.md'), readme.replaceAll(LOCAL_PICTURE, ''));
}

/** Names of the runtime packages that are installed for this platform; a name that ends in `-` stands for all with that start. */
async function runtimePackages(): Promise<string[]> {
  const names = await Promise.all(
    RUNTIME.map(async (name) => {
      const scope = dirname(name);
      const found = await readdir(join(ROOT, 'node_modules', scope)).catch(() => []);
      const start = basename(name);
      const matching = found.filter((entry) =>
        name.endsWith('-') ? entry.startsWith(start) : entry === start,
      );
      return matching.map((entry) => `${scope}/${entry}`);
    }),
  );
  return names.flat();
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { out: { type: 'string' }, build: { type: 'boolean', default: true } },
    allowNegative: true,
  });
  if (values.build) {
    const build = [join(ROOT, 'esbuild.mjs'), '--production'];
    const { status } = spawnSync(process.execPath, build, { cwd: ROOT, stdio: 'inherit' });
    if (status !== 0) process.exit(status ?? 1);
  }
  console.log(`Packed ${await packageExtension(values.out === undefined ? undefined : resolve(values.out))}`);
}
