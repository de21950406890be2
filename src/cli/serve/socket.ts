import { textLine, type Log } from '../../server/log.ts';
import { startLocalServer, type ClosableService } from '../../server/local/localServer.ts';

export interface SocketOptions {
  dataFolder: string;
  /** Of the product. */
  version: string;
  /** Makes the engine, once it is sure that this process is the one. */
  createService(log: Log): Promise<ClosableService>;
  /** Where to listen; a fresh private path otherwise. */
  socketPath?: string;
  /** The engine ends itself after this time without job and client, ms. */
  idleMs?: number;
  /** Where the log goes; standard output by default. */
  write?(line: string): void;
}

/**
 * `aura serve --socket`: runs the engine for the editor until it is idle, or gets SIGTERM or SIGINT.
 * @returns the exit code: 0 also when another engine of this data folder was there first.
 */
export async function serveSocket(options: SocketOptions): Promise<number> {
  const write = options.write ?? ((line: string) => void process.stdout.write(`${line}\n`));
  const log: Log = (level, message, fields) => write(textLine(new Date(), level, message, fields));
  const { dataFolder, version, createService, socketPath, idleMs } = options;
  let server;
  try {
    server = await startLocalServer({
      dataFolder,
      version,
      createService: () => createService(log),
      log,
      ...(socketPath === undefined ? {} : { socketPath }),
      ...(idleMs === undefined ? {} : { idleMs }),
    });
  } catch (error) {
    log('error', 'the engine cannot start', { error: explain(error) });
    return 1;
  }
  if (!server) {
    log('info', 'another engine is there already');
    return 0;
  }
  const { close, ended } = server;
  const onSignal = (signal: NodeJS.Signals): void => void close(signal);
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  try {
    await ended;
    return 0;
  } catch (error) {
    log('error', 'the engine did not end in order', { error: explain(error) });
    return 1;
  } finally {
    process.off('SIGTERM', onSignal);
    process.off('SIGINT', onSignal);
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const details = (error as { details?: unknown }).details;
  return typeof details === 'string' ? `${error.message}: ${details}` : (error.stack ?? error.message);
}
