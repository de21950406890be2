import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AuraError } from '../../../protocol/protocol.ts';
import { WORKER_URL } from '../workers/workerUrl.ts';
import { readSvg } from './svg.ts';

const TIMEOUT_MS = 20_000;

/**
 * Draws an SVG file at a size in a process of its own, which is killed when it takes too long: a small drawing can ask for endless
 * work.
 *
 * @returns RGBA, straight alpha, of exactly that size.
 * @throws `E304-FFMPEG_RUNTIME` when it cannot be drawn; the signal's reason when aborted.
 */
export async function rasterise(
  file: string,
  { width, height }: { width: number; height: number },
  { signal, timeoutMs = TIMEOUT_MS }: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<Uint8Array> {
  const read = readSvg(await readFile(file));
  if ('refused' in read) throw failed(`It ${read.refused}`);
  signal?.throwIfAborted();
  const bytes = width * height * 4;
  const source = WORKER_URL.pathname.endsWith('.ts');
  const loader = source
    ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
    : [];
  const args = [...loader, fileURLToPath(WORKER_URL), RASTERISE, String(width), String(height)];
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      args,
      {
        encoding: 'buffer',
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        maxBuffer: bytes + 65_536,
        windowsHide: true,
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        ...(signal ? { signal } : {}),
      },
      (error, stdout, stderr) => {
        if (signal?.aborted) reject(signal.reason as Error);
        else if (error) reject(failed(error.killed ? 'It took too long' : lastLine(stderr), error));
        else if (stdout.length === bytes) resolve(stdout);
        else reject(failed('It came out in another size'));
      },
    );
    // A child that ends early closes its input; its exit says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(read.text);
  });
}

/** First argument of the worker's entry when it is to draw one SVG from its standard input. */
export const RASTERISE = 'rasterise-svg';

function failed(details: string, cause?: unknown): AuraError {
  return new AuraError('E304-FFMPEG_RUNTIME', 'The drawing cannot be drawn', { details, cause });
}

function lastLine(stderr: Buffer): string {
  const lines = stderr.toString('utf8').trim().split('\n');
  return lines.find((line) => /Error/.test(line)) ?? lines.at(-1) ?? '';
}
