/** The part of VS Code's global state that is used. */
export interface RecentStore {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Servers that were connected to, the last one first. */
export interface RecentServers {
  all(): readonly string[];
  add(origin: string): Promise<void>;
  remove(origin: string): Promise<void>;
}

const KEY = 'aura.servers';
const MOST = 8;

export function createRecentServers(store: RecentStore): RecentServers {
  const all = (): string[] => {
    const kept = store.get(KEY);
    return Array.isArray(kept) ? kept.filter((origin): origin is string => typeof origin === 'string') : [];
  };
  return {
    all,
    async add(origin) {
      await store.update(KEY, [origin, ...all().filter((other) => other !== origin)].slice(0, MOST));
    },
    async remove(origin) {
      await store.update(
        KEY,
        all().filter((other) => other !== origin),
      );
    },
  };
}
