import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { publishEntry, readEntry, removeEntry, sealEntry, sha256Of, touchEntry } from './cache/entry.ts';
import type { Entry } from './cache/entry.ts';
import { clear, evict, survey, sweep } from './cache/evict.ts';
import type { Places } from './cache/evict.ts';
import { contentKey, isContentKey } from './cache/key.ts';
import type { KeyInput } from './cache/key.ts';
import { ownName } from './cache/owner.ts';
import { openFolder } from './folder.ts';
import { createPins } from './cache/pins.ts';
import type { Pins } from './cache/pins.ts';

export type { KeyInput } from './cache/key.ts';
export type { Pins } from './cache/pins.ts';

/** A store of made things by the content of what they were made from. Several processes may share its folder. */
export interface Store {
  /** The key of what is made from `inputs`; see {@link contentKey}. */
  key(kind: string, inputs: KeyInput): string;
  /** Whether it is there and has its size. Cheap: for planning; {@link get} looks closer. */
  has(key: string): Promise<boolean>;
  /** Path of the data when it is there and, byte for byte, as it was made. A damaged entry is removed. */
  get(key: string, pins?: Pins): Promise<string | undefined>;
  /**
   * Path of the data, made when it is not there. At once only one build runs for a key in this process. `build` writes the file it is
   * given; only when it succeeds, and as a whole, the file appears in the store.
   */
  build(
    key: string,
    extension: string,
    build: (file: string) => Promise<void>,
    options?: { signal?: AbortSignal; pins?: Pins },
  ): Promise<{ path: string; hit: boolean }>;
  /** Pins for one job; to be released when it ends. */
  pins(): Pins;
  /** Rejects with `E310-DISK_FULL` when the folder cannot be used: better at the start of a job than in its middle. */
  open(): Promise<void>;
  stats(): Promise<{ entries: number; bytes: number; maxBytes: number }>;
  /** Removes what no running job uses and says what that freed. */
  clear(): Promise<{ entries: number; bytes: number }>;
}

export interface StoreOptions {
  /** Made when it does not exist. */
  folder: string;
  /** Above it what was used longest ago goes. */
  maxBytes: number;
  now?: () => number;
}

/** After eviction this much is left, so that not every build evicts. */
const KEEP = 0.9;

interface Flight {
  done: Promise<string>;
  aborted(): boolean;
}

/** Opens the store in `folder`. */
export function createStore({ folder, maxBytes, now = Date.now }: StoreOptions): Store {
  const places: Places = {
    entries: path.join(folder, 'entries'),
    drafts: path.join(folder, 'drafts'),
    leases: path.join(folder, 'leases'),
  };
  const flights = new Map<string, Flight>();
  /** Entries that were read whole by this process, as they were then. */
  const trusted = new Map<string, string>();
  let bytes: number | undefined;
  /** The next look for room; above `maxBytes` when running jobs have pinned that much. */
  let limit = maxBytes;
  let evicting: Promise<void> | undefined;

  const folderOf = (key: string): string => {
    if (!isContentKey(key)) throw new RangeError(`Not a key of the store: ${key}`);
    return path.join(places.entries, key.slice(-48, -46), key);
  };

  const isAsMade = async (entry: Entry): Promise<boolean> => {
    const { mtimeMs, ino, size } = await stat(entry.path);
    const state = `${mtimeMs} ${ino} ${size} ${entry.sha256}`;
    if (trusted.get(entry.path) === state) return true;
    if ((await sha256Of(entry.path)) !== entry.sha256) return false;
    trusted.set(entry.path, state);
    return true;
  };

  const get: Store['get'] = async (key, pins) => {
    const place = folderOf(key);
    await pins?.add(key);
    const entry = await readEntry(place);
    if (entry) {
      await touchEntry(place, new Date(now()));
      if (await isAsMade(entry)) return entry.path;
      await removeEntry(place, await draftPath('.damaged'));
    }
    return undefined;
  };

  const draftPath = async (suffix: string): Promise<string> => {
    await mkdir(places.drafts, { recursive: true });
    return path.join(places.drafts, ownName(suffix));
  };

  const make = async (
    key: string,
    extension: string,
    build: (file: string) => Promise<void>,
  ): Promise<string> => {
    const place = folderOf(key);
    const file = `data.${extension}`;
    const draft = await draftPath('.draft');
    await mkdir(draft);
    try {
      await build(path.join(draft, file));
      await sealEntry(draft, file);
      await mkdir(path.dirname(place), { recursive: true });
      if (!(await publishEntry(draft, place))) {
        const other = await get(key);
        if (other !== undefined) return other;
        await removeEntry(place, await draftPath('.damaged'));
        if (!(await publishEntry(draft, place))) throw new Error(`The cache entry ${key} cannot be written`);
      }
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    const { size } = await stat(path.join(place, file));
    await makeRoom(size);
    return path.join(place, file);
  };

  const makeRoom = async (added: number): Promise<void> => {
    if (bytes === undefined) await sweep(places, now());
    if (bytes !== undefined && bytes + added <= limit) {
      bytes += added;
      return;
    }
    evicting ??= (async () => {
      try {
        bytes = await evict(places, { maxBytes, keepBytes: maxBytes * KEEP }, now());
        limit = Math.max(maxBytes, bytes + maxBytes * (1 - KEEP));
      } finally {
        evicting = undefined;
      }
    })();
    await evicting;
  };

  const build: Store['build'] = async (key, extension, work, { signal, pins } = {}) => {
    for (;;) {
      signal?.throwIfAborted();
      const flight = flights.get(key);
      if (!flight) break;
      await pins?.add(key);
      try {
        return { path: await withSignal(flight.done, signal), hit: true };
      } catch (error) {
        // Another job began it and was cancelled: that is no reason for this one not to have it.
        if (signal?.aborted || !flight.aborted()) throw error;
      }
    }
    let hit = true;
    const done = (async () => {
      try {
        const found = await get(key, pins);
        if (found !== undefined) return found;
        hit = false;
        signal?.throwIfAborted();
        return await make(key, extension, work);
      } finally {
        flights.delete(key);
      }
    })();
    flights.set(key, { done, aborted: () => signal?.aborted ?? false });
    return { path: await done, hit };
  };

  return {
    key: contentKey,
    has: async (key) => (await readEntry(folderOf(key))) !== undefined,
    get,
    build,
    pins: () => createPins(places.leases),
    async open() {
      for (const place of Object.values(places)) await openFolder(place, 'The cache folder', 'AURA_CACHE');
    },
    async stats() {
      const stored = await survey(places);
      return { entries: stored.length, bytes: stored.reduce((sum, { size }) => sum + size, 0), maxBytes };
    },
    async clear() {
      await sweep(places, now());
      const freed = await clear(places, now());
      bytes = undefined;
      return freed;
    },
  };
}

/** Waits for somebody else's work as long as one's own signal allows. */
async function withSignal<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
