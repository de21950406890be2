import { access, chmod, constants, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AuraError, toAuraError } from '../../../protocol/protocol.ts';
import type { Ffmpeg, FfmpegSource } from './ffmpeg.ts';
import { runFfmpeg } from './run.ts';

export interface FindOptions {
  /** Path from the user's settings; empty counts as none. */
  setting?: string;
  env: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal;
  /** Folder of the bundle, beside which a packaged ffmpeg may lie in `ffmpeg/`. */
  bundleFolder?: string;
}

/** One place that was looked at. */
export interface FfmpegAttempt {
  source: FfmpegSource;
  /** Path, or the name that was looked for. */
  path: string;
  /** Why it cannot be used; absent when it can. */
  problem?: string;
}

/** An ffmpeg that works, and those that were tried before it. */
export interface FoundFfmpeg extends Ffmpeg {
  tried: readonly FfmpegAttempt[];
}

const EXECUTABLE = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
/** libavutil of ffmpeg 4.4; builds from git have no other number to compare. */
const MINIMUM_AVUTIL = [56, 70] as const;
const PROBE_MS = 20_000;
/** Everything that only some builds lack: encoders and filters that a film needs. */
const PROBE = [
  '-v error -f lavfi -i color=c=white:s=64x64:r=30:d=1 -f lavfi -i color=c=black:s=64x64:r=30:d=1',
  '-f lavfi -i anullsrc=r=48000:cl=stereo',
  '-filter_complex',
].flatMap((part) => part.split(' '));
const PROBE_GRAPH =
  '[0][1]xfade=duration=0.2:offset=0,tpad=stop=1,perspective=eval=frame,' +
  'scale=out_color_matrix=bt709:out_range=tv,setparams=colorspace=bt709,format=yuv420p[v]';
const PROBE_OUTPUT =
  '-map [v] -map 2:a -c:v libx264 -preset ultrafast -c:a aac -frames:v 2 -t 0.1 -f null -'.split(' ');

/**
 * Finds an ffmpeg that works: the setting, `FFMPEG_PATH`, `PATH`, a packaged one, in that order. Each is made to render
 * frames with the filters and encoders of a film before it is believed.
 *
 * @throws `E302-FFMPEG_NOT_FOUND` whose details say what was tried and why each failed.
 */
export async function findFfmpeg(options: FindOptions): Promise<FoundFfmpeg> {
  const tried: FfmpegAttempt[] = [];
  for (const { source, file } of candidates(options)) {
    options.signal?.throwIfAborted();
    const named = source === 'setting' || source === 'FFMPEG_PATH';
    if (!named && !(await isFile(file))) continue;
    const answer = await tryCandidate(source, file, options.signal);
    if ('version' in answer) {
      return { path: file, version: answer.version, source, tried: [...tried, { source, path: file }] };
    }
    tried.push({ source, path: file, problem: answer.problem });
  }
  const lines = tried.map(({ source, path: file, problem }) => `${source}: ${file}: ${problem}`);
  if (!tried.some(({ source }) => source === 'PATH')) lines.push('PATH: no ffmpeg in any of its folders');
  if (!tried.some(({ source }) => source === 'packaged')) {
    lines.push(`packaged: none for ${process.platform}-${process.arch}`);
  }
  throw new AuraError('E302-FFMPEG_NOT_FOUND', 'No usable ffmpeg was found', { details: lines.join('\n') });
}

function candidates({ setting, env, bundleFolder }: FindOptions): { source: FfmpegSource; file: string }[] {
  const found: { source: FfmpegSource; file: string }[] = [];
  if (setting) found.push({ source: 'setting', file: setting });
  if (env['FFMPEG_PATH']) found.push({ source: 'FFMPEG_PATH', file: env['FFMPEG_PATH'] });
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(path.delimiter);
  for (const folder of folders) {
    if (path.isAbsolute(folder)) found.push({ source: 'PATH', file: path.join(folder, EXECUTABLE) });
  }
  const beside = bundleFolder ?? path.dirname(fileURLToPath(import.meta.url));
  found.push({ source: 'packaged', file: path.join(beside, 'ffmpeg', EXECUTABLE) });
  const packaged = packagedPath();
  if (packaged) found.push({ source: 'packaged', file: packaged });
  return found;
}

function packagedPath(): string | undefined {
  try {
    const name = `@ffmpeg-binary/${process.platform}-${process.arch}/package.json`;
    return path.join(path.dirname(createRequire(import.meta.url).resolve(name)), EXECUTABLE);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return undefined;
    throw error;
  }
}

async function tryCandidate(
  source: FfmpegSource,
  file: string,
  signal: AbortSignal | undefined,
): Promise<{ version: string } | { problem: string }> {
  if (!(await isFile(file))) return { problem: 'there is no such file' };
  if (!(await isExecutable(file, source === 'packaged'))) return { problem: 'it is not executable' };
  try {
    return { version: await probe(file, signal) };
  } catch (error) {
    signal?.throwIfAborted();
    const { message, details } = toAuraError(error);
    return { problem: details ? `${message}: ${details.replaceAll('\n', ' · ')}` : message };
  }
}

async function probe(file: string, signal: AbortSignal | undefined): Promise<string> {
  const common = { timeoutMs: PROBE_MS, ...(signal ? { signal } : {}) };
  const about = await runFfmpeg({ path: file }, ['-version'], {
    ...common,
    captureBytes: 1 << 20,
    what: 'it does not tell its version',
  });
  const text = about.output.toString('utf8');
  const version = /^ffmpeg version (\S+)/m.exec(text)?.[1];
  const avutil = /^libavutil\s+(\d+)\.\s*(\d+)/m.exec(text);
  if (version === undefined || !avutil) {
    throw new AuraError('E302-FFMPEG_NOT_FOUND', 'it is not ffmpeg');
  }
  const [major, minor] = [Number(avutil[1]), Number(avutil[2])];
  if (major < MINIMUM_AVUTIL[0] || (major === MINIMUM_AVUTIL[0] && minor < MINIMUM_AVUTIL[1])) {
    throw new AuraError('E302-FFMPEG_NOT_FOUND', `it is version ${version}; 4.4 or newer is needed`);
  }
  await runFfmpeg({ path: file }, [...PROBE, PROBE_GRAPH, ...PROBE_OUTPUT], {
    ...common,
    what: `version ${version} cannot render a frame`,
  });
  return version;
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

/** Unpacking an extension may lose the permission to execute: a packaged file gets it back. */
async function isExecutable(file: string, mend: boolean): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    if (!mend) return false;
  }
  try {
    await chmod(file, 0o755);
    return true;
  } catch {
    return false;
  }
}
