import type { Jobs } from '../jobs/jobs.ts';
import { type Disposable, disposeAll } from '../lifetime/emitter.ts';
import type { Settings } from '../settings/settings.ts';
import type { Connections } from './connections.ts';
import type { Tokens } from './tokens.ts';

export interface ServerFollowerParts {
  settings: Settings;
  tokens: Tokens;
  connections: Connections;
  jobs: Jobs;
}

/** A client keeps the token and the patience it was made with: another one is made when they change, and jobs are followed on. */
export function createServerFollower({
  settings,
  tokens,
  connections,
  jobs,
}: ServerFollowerParts): Disposable {
  const renew = async (key: string) => {
    const connection = connections.of(key);
    jobs.letGo(key);
    await connection.close();
    connection.note(undefined);
    jobs.resume();
    // What is wrong is noted with the connection, and shown from there.
    if (connection === connections.current()) await jobs.refresh().catch(() => undefined);
  };
  return disposeAll(
    tokens.onDidChange((origin) => void renew(origin)),
    settings.onDidChangeReconnect(() => {
      for (const { host } of connections.all()) if (!host.local) void renew(host.key);
    }),
  );
}
