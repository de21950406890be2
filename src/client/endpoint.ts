/** Where a server is and how to be let in. */
export interface Target {
  /** Path of a Unix socket or Windows pipe; over TCP absent. */
  socketPath?: string;
  /** `http://host:port`, without a path; only a formality for a socket. */
  origin: string;
  token: string;
}

/** How the client finds its server. The local one may die and come back elsewhere. */
export interface TargetSource {
  /** Whether it is the engine of this machine. */
  readonly local: boolean;
  /** Where the server is now; starts it if that is in one's power. Rejects with an AuraError. */
  find(): Promise<Target>;
  /** Nothing listens there any more: the next `find` looks again. */
  lost(target: Target): void;
}

/** A server that is always at the same place. */
export function fixedTarget(target: Target): TargetSource {
  return { local: target.socketPath !== undefined, find: async () => target, lost: () => undefined };
}
