import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A function that another process offers: plain data in, plain data out. */
type Offer = (argument: never) => unknown;
export type Offers = Record<string, Offer>;

/** Another process, by what it offers. */
export interface Child<O extends Offers> {
  call<N extends keyof O & string>(
    name: N,
    ...argument: Parameters<O[N]>
  ): Promise<Awaited<ReturnType<O[N]>>>;
  end(): Promise<void>;
}

interface Answer {
  number: number;
  value?: unknown;
  error?: string;
}

/** As `esbuild.mjs` builds the engine. Run from its source it would not be the same: each function would carry its name. */
const BUILD = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
} as const;

/** Starts a file of the benchmarks in a process of its own, built as the product is. Its trouble is the caller's. */
export async function startChild<O extends Offers>(
  file: URL,
  args: readonly string[] = [],
  nodeOptions: readonly string[] = [],
): Promise<Child<O>> {
  const folder = await mkdtemp(join(tmpdir(), 'aura-bench-'));
  const script = join(folder, `${basename(fileURLToPath(file), '.ts')}.mjs`);
  await build({ ...BUILD, entryPoints: [fileURLToPath(file)], outfile: script });
  const child = fork(script, args, { execArgv: ['--expose-gc', ...nodeOptions] });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let calls = 0;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      for (const { reject } of waiting.values())
        reject(new Error(`${file.pathname} ended: ${code ?? signal}`));
      waiting.clear();
      resolve();
    });
  });
  child.on('message', (message) => {
    const { number, value, error } = message as Answer;
    const caller = waiting.get(number);
    waiting.delete(number);
    if (error === undefined) caller?.resolve(value);
    else caller?.reject(new Error(error));
  });
  return {
    call(name, ...argument) {
      const number = calls++;
      return new Promise((resolve, reject) => {
        waiting.set(number, { resolve: resolve as (value: unknown) => void, reject });
        child.send({ number, name, argument: argument[0] ?? null });
      });
    },
    async end() {
      if (child.connected) child.disconnect();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The other side: answers calls until the parent lets go, then calls `close`. */
export function offer(offers: Offers, close: () => Promise<void>): void {
  process.on('message', (message) => {
    const { number, name, argument } = message as { number: number; name: string; argument: never };
    const answer = (answered: Omit<Answer, 'number'>): void =>
      void (process.connected && process.send?.({ number, ...answered }));
    Promise.resolve()
      .then(() => offers[name]?.(argument))
      .then((value) => answer({ value }))
      .catch((error: unknown) =>
        answer({ error: error instanceof Error ? (error.stack ?? '') : String(error) }),
      );
  });
  process.once('disconnect', () => void close().finally(() => process.exit()));
}

/** Milliseconds of a clock that all processes of this machine share and nobody sets. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
