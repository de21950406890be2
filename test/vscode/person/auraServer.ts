import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

const START_MS = 60_000;

/** A real `aura serve` on this machine, as somebody else's server. */
export interface AuraServer {
  port: number;
  /** Ends it without a word, as a power cut does. */
  kill(): Promise<void>;
}

/** Starts it over `data`: what an earlier one left there is gone on with. */
export async function startAuraServer(data: string, token: string): Promise<AuraServer> {
  const cli = resolve('dist', 'cli.js');
  const child = spawn(
    process.execPath,
    [cli, 'serve', '--host', '127.0.0.1', '--port', '0', '--data', data, '--token', token],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, AURA_CACHE: `${data}-cache` } },
  );
  const kill = () => end(child);
  let output = '';
  try {
    const port = await new Promise<number>((found, failed) => {
      const timer = setTimeout(() => failed(new Error(`The server did not start:\n${output}`)), START_MS);
      const read = (chunk: Buffer) => {
        output = `${output}${chunk.toString('utf8')}`.slice(-20_000);
        const port = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1];
        if (port === undefined) return;
        clearTimeout(timer);
        found(Number(port));
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('error', failed);
      child.once('exit', () => {
        clearTimeout(timer);
        failed(new Error(`The server ended:\n${output}`));
      });
    });
    return { port, kill };
  } catch (error) {
    await kill();
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((settle) => child.once('exit', () => settle()));
  child.kill('SIGKILL');
  await ended;
}
