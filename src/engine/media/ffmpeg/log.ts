import { appendFile, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

const RULE = '-'.repeat(80);

/** One ffmpeg call in the log. */
export interface FfmpegLogEntry {
  /** One line of output. */
  line(stream: 'stdout' | 'stderr', text: string): void;
  /** @param outcome exit code, signal, or the reason why there is none. */
  end(outcome: number | string): void;
}

/** The ffmpeg log of one job: one block for each call, never interleaved though calls run in parallel. */
export interface FfmpegLog {
  readonly path: string;
  begin(command: { path: string; args: readonly string[] }): FfmpegLogEntry;
  /** Resolves when everything said so far is in the file. Rejects with the first error of writing. */
  flushed(): Promise<void>;
}

export interface FfmpegLogOptions {
  path: string;
  jobId: string;
  correlationId: string;
  /** `1920x1080`. */
  resolution: string;
  /** Above it the file takes no more output lines. Bytes, 8 MiB by default. */
  maxBytes?: number;
  /** Output lines that one call may write. 2,000 by default. */
  maxLines?: number;
  now?: () => Date;
}

interface Block {
  text: string[];
  lines: number;
  ended: boolean;
}

/**
 * Opens the log of a job for appending. The call that began first is written as it goes; calls beside it wait in memory for
 * their turn, so that each block stands whole.
 */
export function createFfmpegLog(options: FfmpegLogOptions): FfmpegLog {
  const { maxBytes = 8 * 2 ** 20, maxLines = 2000, now = () => new Date() } = options;
  const waiting: Block[] = [];
  let written: number | undefined;
  let writing: Promise<void> = Promise.resolve();
  let failure: unknown;

  const append = async (text: string): Promise<void> => {
    if (written === undefined) {
      await mkdir(path.dirname(options.path), { recursive: true });
      written = await sizeOf(options.path);
    }
    if (written >= maxBytes) return;
    const full = written + text.length >= maxBytes;
    await appendFile(options.path, full ? `${text}[log] full, the rest is left out\n` : text);
    written += full ? maxBytes : Buffer.byteLength(text);
  };
  const write = (text: string): void => {
    const before = writing;
    writing = (async () => {
      await before;
      if (failure !== undefined) return;
      try {
        await append(text);
      } catch (error) {
        failure = error;
      }
    })();
  };
  const pump = (): void => {
    for (let block = waiting[0]; block; block = waiting[0]) {
      const text = block.text.splice(0).join('');
      if (text) write(text);
      if (!block.ended) return;
      waiting.shift();
    }
  };

  return {
    path: options.path,
    begin(command) {
      const started = now();
      const block: Block = {
        lines: 0,
        ended: false,
        text: [
          `Job: ${options.jobId}\nCorrelation: ${options.correlationId}\nStarted: ${started.toISOString()}\n` +
            `Resolution: ${options.resolution}\nFFmpeg: ${command.path}\n` +
            `Command: ${[command.path, ...command.args].map(quote).join(' ')}\n${RULE}\n`,
        ],
      };
      waiting.push(block);
      pump();
      return {
        line(stream, text) {
          block.lines += 1;
          if (block.ended || block.lines > maxLines) return;
          block.text.push(`[${stream}] ${text}\n`);
          if (waiting[0] === block) pump();
        },
        end(outcome) {
          if (block.ended) return;
          const left = block.lines - maxLines;
          if (left > 0) block.text.push(`[log] ${left} more lines left out\n`);
          block.text.push(`${RULE}\nCompleted: ${now().toISOString()}\nExit code: ${outcome}\n\n`);
          block.ended = true;
          pump();
        },
      };
    },
    async flushed() {
      await writing;
      if (failure !== undefined) throw failure;
    },
  };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

/** For reading and for pasting into a POSIX shell. */
function quote(arg: string): string {
  return /^[\w@%+=:,./-]+$/u.test(arg) ? arg : `'${arg.replaceAll("'", String.raw`'\''`)}'`;
}
