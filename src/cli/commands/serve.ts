import { resolve } from 'node:path';
import type { Engine } from '../../engine/engine.ts';
import type { EngineLog } from '../../engine/jobs/engineLog.ts';
import { AuraError, cacheFolder, dataFolder, systemClock } from '../../protocol/protocol.ts';
import { calmLog } from '../../server/calmLog.ts';
import type { Log } from '../../server/log.ts';
import { folderFacts, openEngine, type EngineSettings } from '../engine.ts';
import { DEFAULT_HOST, DEFAULT_PORT, ownNames, parseOrigins, parsePort } from '../serve/address.ts';
import { serveSocket } from '../serve/socket.ts';
import { serveTcp } from '../serve/tcp.ts';
import { VERSION } from '../version.ts';

export interface ServeFlags {
  host?: string;
  port?: string;
  socket?: string | true;
  data?: string;
  token?: string;
  tokenFile?: string;
  cors?: string[];
  allowHost?: string[];
  keepJobs?: string;
  keepDays?: string;
  keepGb?: string;
  ffmpeg?: string;
  json?: boolean;
}

/** `aura serve`: films for others over TCP; with `--socket` alone the engine of this machine's editors. */
export async function serveCommand(flags: ServeFlags): Promise<number> {
  const facts = folderFacts();
  const data = resolve(flags.data ?? dataFolder(facts));
  const settings: EngineSettings = {
    data,
    resumeInterrupted: true,
    retention: retentionOf(flags),
    ...(flags.ffmpeg === undefined ? {} : { ffmpeg: flags.ffmpeg }),
  };
  const createService = (log: Log): Promise<Engine> => openEngine({ ...settings, log: engineLog(log) });
  const { socket, host, port, token, tokenFile, cors, allowHost } = flags;
  const tcp = [host, port, token, tokenFile, cors, allowHost].some((flag) => flag !== undefined);
  if (socket !== undefined && !tcp) {
    return serveSocket({
      dataFolder: data,
      version: VERSION,
      createService,
      ...(typeof socket === 'string' ? { socketPath: socket } : {}),
    });
  }
  if (token !== undefined && tokenFile !== undefined) {
    throw new AuraError('E400-BAD_REQUEST', 'There is a --token and a --token-file', {
      remediation: 'Leave one of them out; a file may hold several tokens.',
    });
  }
  return serveTcp({
    dataFolder: data,
    cacheFolder: cacheFolder(facts),
    version: VERSION,
    host: host ?? DEFAULT_HOST,
    port: port === undefined ? DEFAULT_PORT : parsePort(port),
    origins: parseOrigins(cors ?? []),
    hosts: ownNames(allowHost ?? []),
    json: flags.json === true,
    createService,
    ...(token === undefined ? {} : { token }),
    ...(tokenFile === undefined ? {} : { tokenFile: resolve(tokenFile) }),
    ...(socket === undefined ? {} : { socket }),
  });
}

/** What the engine has to say, in the server's log. */
function engineLog(log: Log): EngineLog {
  const say = calmLog(log, systemClock);
  return {
    info: (message, fields) => say('info', message, fields),
    warn: (message, fields) => say('warn', message, fields),
    error: (message, fields) => say('error', message, fields),
  };
}

function retentionOf({ keepJobs, keepDays, keepGb }: ServeFlags): NonNullable<EngineSettings['retention']> {
  return {
    ...(keepJobs === undefined ? {} : { jobs: atLeastZero('--keep-jobs', keepJobs) }),
    ...(keepDays === undefined ? {} : { days: atLeastZero('--keep-days', keepDays) }),
    ...(keepGb === undefined ? {} : { bytes: atLeastZero('--keep-gb', keepGb) * 1e9 }),
  };
}

function atLeastZero(flag: string, text: string): number {
  const value = /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Number(text) : -1;
  if (value >= 0) return value;
  throw new AuraError('E400-BAD_REQUEST', `${flag} takes a number, not ${text}`, {
    remediation: `Write for example ${flag} 100.`,
  });
}
