import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { AuraError } from '../../../protocol/protocol.ts';
import type { Ffmpeg, FfmpegProgress } from './ffmpeg.ts';
import type { FfmpegLog } from './log.ts';
import { createProgressReader } from './progress.ts';

export interface RunOptions {
  signal?: AbortSignal;
  log?: FfmpegLog;
  /** Called for every progress block of ffmpeg, about every half second. */
  onProgress?: (progress: FfmpegProgress) => void;
  /** Bytes for ffmpeg's standard input (`pipe:0`), handed over one by one: the next is asked for when the last is taken. */
  input?: AsyncIterable<Uint8Array>;
  /** Files that must not be left behind when the run does not succeed. */
  outputs?: readonly string[];
  /** Standard output is data (`pipe:1` is an output) of at most so many bytes, not progress. */
  captureBytes?: number;
  /** Ends the run after this many milliseconds with `E304-FFMPEG_RUNTIME`: for probes of media that may be hostile. */
  timeoutMs?: number;
  cwd?: string;
  /** What was being done, for people: `Encoding scene 3 failed`. */
  what?: string;
}

export interface RunResult {
  /** Frames written, from the last progress block. */
  frames: number;
  /** Seconds written, from the last progress block that knew. */
  seconds: number;
  /** Last lines of standard error. */
  tail: readonly string[];
  /** Standard output when captured, else empty. */
  output: Buffer;
}

const TAIL_LINES = 200;
/** Between SIGTERM and SIGKILL: an encoder that is asked to stop first empties its lookahead. */
const GRACE_MS = 400;

const underway = new Set<ChildProcess>();
let watching = false;

/** A process that ends in a hurry (a second Ctrl-C, a crash) takes its ffmpegs along. */
function endWithUs(): void {
  if (watching) return;
  watching = true;
  process.once('exit', () => {
    for (const child of underway) signalGroup(child, 'SIGKILL');
  });
}

/**
 * Runs ffmpeg without a shell and waits until the process is really gone.
 *
 * @throws `E304-FFMPEG_RUNTIME` with the tail of its output when it fails, `E310-DISK_FULL` when it says that the disk is
 *   full, `E302-FFMPEG_NOT_FOUND` when it cannot be started, the signal's reason when aborted, whatever `input` throws.
 */
export async function runFfmpeg(
  ffmpeg: Pick<Ffmpeg, 'path'>,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  options.signal?.throwIfAborted();
  try {
    return await execute(ffmpeg, args, options);
  } catch (error) {
    await Promise.all((options.outputs ?? []).map((file) => rm(file, { force: true })));
    throw error;
  }
}

async function execute(
  ffmpeg: Pick<Ffmpeg, 'path'>,
  args: readonly string[],
  options: RunOptions,
): Promise<RunResult> {
  const capture = options.captureBytes !== undefined;
  const full = [
    '-hide_banner',
    ...(options.input ? [] : ['-nostdin']),
    '-nostats',
    ...(capture ? [] : ['-progress', 'pipe:1']),
    ...args,
  ];
  const entry = options.log?.begin({ path: ffmpeg.path, args: full });
  const child = spawn(ffmpeg.path, full, {
    stdio: [options.input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });

  underway.add(child);
  endWithUs();

  const tail: string[] = [];
  let frames = 0;
  let seconds = 0;
  let stopped: { reason: unknown } | undefined;
  let killTimer: NodeJS.Timeout | undefined;
  const stop = (reason: unknown): void => {
    if (stopped) return;
    stopped = { reason };
    signalGroup(child, 'SIGTERM');
    killTimer = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
  };
  const onAbort = (): void => stop(options.signal?.reason);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const timeout =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => stop(timedOut(options, tail)), options.timeoutMs);

  readLines(child.stderr, (line) => {
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    entry?.line('stderr', line);
  });
  const chunks: Buffer[] = [];
  let captured = 0;
  if (capture) {
    child.stdout?.on('data', (chunk: Buffer) => {
      captured += chunk.length;
      if (captured > (options.captureBytes ?? 0)) stop(tooMuch(options, tail));
      else chunks.push(chunk);
    });
  } else {
    const reader = createProgressReader((progress) => {
      frames = progress.frame;
      seconds = progress.seconds ?? seconds;
      options.onProgress?.(progress);
    });
    readLines(child.stdout, (line) => {
      reader.push(`${line}\n`);
      if (line.startsWith('progress=') || line.startsWith('frame=')) entry?.line('stdout', line);
    });
  }

  try {
    const [exit] = await Promise.all([
      waitForClose(child),
      options.input ? feed(child, options.input, stop) : undefined,
    ]);
    entry?.end(exit.code ?? exit.signal ?? 'unknown');
    if (stopped) throw (stopped as { reason: unknown }).reason;
    if (exit.code !== 0) throw failed(options, exit.code ?? exit.signal ?? 'unknown', tail);
    return { frames, seconds, tail, output: Buffer.concat(chunks) };
  } catch (error) {
    entry?.end(error instanceof Error ? error.message : String(error));
    throw error;
  } finally {
    underway.delete(child);
    clearTimeout(killTimer);
    clearTimeout(timeout);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

async function feed(
  child: ChildProcess,
  input: AsyncIterable<Uint8Array>,
  stop: (reason: unknown) => void,
): Promise<void> {
  const { stdin } = child;
  if (!stdin) return;
  // A broken pipe is told by the exit code and the words on standard error; the event alone would end the engine.
  stdin.on('error', () => undefined);
  const over = new AbortController();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve(over.abort())));
  try {
    for await (const chunk of input) {
      if (over.signal.aborted || stdin.destroyed) break;
      // Waiting for the callback keeps one frame in flight, and lets the giver use its buffer again.
      await Promise.race([new Promise<void>((done) => stdin.write(chunk, () => done())), ended]);
    }
    stdin.end();
  } catch (error) {
    stop(error);
    stdin.destroy();
  }
}

function waitForClose(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      if (child.pid === undefined) reject(notStarted(error));
    });
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

/**
 * Signals the process and everything it may have started. What it started may outlive it (an ffmpeg that is a script): as long
 * as that holds the pipes, the group has its number still.
 */
function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform !== 'win32') process.kill(-child.pid, signal);
    else if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function readLines(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream?.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split(/\r\n|[\r\n]/);
    rest = (lines.pop() ?? '').slice(0, 4096);
    for (const line of lines) if (line) onLine(line.slice(0, 4096));
  });
  stream?.on('end', () => {
    if (rest) onLine(rest);
  });
}

function failed(options: RunOptions, outcome: number | string, tail: readonly string[]): AuraError {
  const details = tail.slice(-20).join('\n');
  if (/no space left on device|disk quota exceeded|read-only file system/i.test(details)) {
    return new AuraError('E310-DISK_FULL', 'The disk is full or cannot be written', { details });
  }
  const what = options.what ?? 'ffmpeg failed';
  return new AuraError('E304-FFMPEG_RUNTIME', what, { details: `ffmpeg ended with ${outcome}\n${details}` });
}

function timedOut(options: RunOptions, tail: readonly string[]): AuraError {
  return failed(options, `no answer within ${options.timeoutMs} ms`, tail);
}

function tooMuch(options: RunOptions, tail: readonly string[]): AuraError {
  return failed(options, `more than ${options.captureBytes} bytes of output`, tail);
}

function notStarted(error: Error): AuraError {
  return new AuraError('E302-FFMPEG_NOT_FOUND', 'ffmpeg could not be started', {
    details: error.message,
    cause: error,
  });
}
