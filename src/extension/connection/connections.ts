import { createEmitter, type Disposable, type Listen } from '../lifetime/emitter.ts';
import { type Connection, createConnection } from './connection.ts';
import { type Host, LOCAL_KEY, serverHost } from './host.ts';
import type { JobClient } from './jobClient.ts';

/** Every host that this window deals with: the one for new films, and those on which jobs still run. */
export interface Connections extends Disposable {
  /** Where new films are made. */
  current(): Connection;
  /** The way to a host by its key, whether or not it is the current one. */
  of(key: string): Connection;
  /** Those that were used in this window. */
  all(): readonly Connection[];
  /** What waits for its next try tries now, on every host. */
  wake(): void;
  /** Another current host, or trouble of one that came or went. */
  readonly onDidChange: Listen<void>;
  /** Another current host. */
  readonly onDidSwitch: Listen<Host>;
}

export interface ConnectionsParts {
  local: Connection;
  /** Opens a client for a server by its origin. */
  connect(origin: string): Promise<JobClient>;
  /** Origin of the server that is set; `undefined` for this machine. */
  server(): string | undefined;
  onDidChangeServer: Listen<void>;
}

export function createConnections({
  local,
  connect,
  server,
  onDidChangeServer,
}: ConnectionsParts): Connections {
  const changed = createEmitter<void>();
  const switched = createEmitter<Host>();
  const servers = new Map<string, Connection>();
  const listening = [local.onDidChange(() => changed.fire())];

  const of = (key: string): Connection => {
    if (key === LOCAL_KEY) return local;
    const known = servers.get(key);
    if (known) return known;
    const made = createConnection(serverHost(key), () => connect(key));
    listening.push(made.onDidChange(() => changed.fire()));
    servers.set(key, made);
    return made;
  };
  const current = () => of(server() ?? LOCAL_KEY);

  let before = current().host.key;
  listening.push(
    onDidChangeServer(() => {
      const { host } = current();
      if (host.key === before) return;
      before = host.key;
      switched.fire(host);
      changed.fire();
    }),
  );

  return {
    current,
    of,
    all: () => [local, ...servers.values()],
    wake() {
      for (const connection of [local, ...servers.values()]) connection.wake();
    },
    onDidChange: changed.event,
    onDidSwitch: switched.event,
    dispose() {
      for (const listener of listening) listener.dispose();
      for (const connection of servers.values()) connection.dispose();
      local.dispose();
      changed.dispose();
      switched.dispose();
    },
  };
}
