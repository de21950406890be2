import * as v from 'valibot';
import { type Clock, type JobSnapshot, JobSnapshotSchema, systemClock } from '../../protocol/protocol.ts';
import { LOCAL_KEY } from '../connection/host.ts';
import { coalesce } from '../lifetime/coalesce.ts';
import type { Disposable } from '../lifetime/emitter.ts';

/** Where a window keeps what it must still know after a reload. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): void;
}

/** A job that this window follows to its end. */
export interface FollowedJob {
  id: string;
  /** Key of the host on which it runs. */
  host: string;
  /** As it was last known; its `lastEventId` is where following goes on. */
  known?: JobSnapshot;
}

/** What becomes of a film that a server makes for this window. */
export interface RemoteFilm {
  id: string;
  host: string;
  /** Where a person wants it. Nothing there is overwritten unless `replace`. */
  place: { path: string; replace: boolean };
  /** The job, once it is Done: what is still to be fetched. */
  done?: JobSnapshot;
  /** The files on this machine, by the name of the artifact, once they are here. */
  saved?: Readonly<Record<string, string>>;
}

/** What a window remembers of its jobs: those it follows, their scripts, and the films that servers make for it. */
export interface JobMemory extends Disposable {
  followed(): readonly FollowedJob[];
  isFollowed(id: string): boolean;
  follow(id: string, host: string): void;
  unfollow(id: string): void;
  /** How a followed job stands. Written down about once a second: what is lost in between comes again as events. */
  know(snapshot: JobSnapshot): void;
  scriptOf(id: string): string | undefined;
  rememberScript(id: string, script: string): void;
  films(): readonly RemoteFilm[];
  rememberFilm(film: RemoteFilm): void;
  forgetFilm(id: string): void;
}

const FOLLOWED = 'aura.followed';
const SCRIPTS = 'aura.scripts';
const FILMS = 'aura.films';
/** Scripts and films remembered at most: the oldest goes. */
const MOST = 100;
const WRITE_EVERY_MS = 1000;

const SnapshotSchema = JobSnapshotSchema as v.GenericSchema<unknown, JobSnapshot>;
const HostSchema = v.pipe(
  v.string(),
  v.check((key) => key === LOCAL_KEY || URL.canParse(key)),
);
const FollowedSchema = v.object({ id: v.string(), host: HostSchema, known: v.optional(v.unknown()) });
const FilmSchema = v.object({
  id: v.string(),
  host: HostSchema,
  place: v.object({ path: v.string(), replace: v.boolean() }),
  done: v.optional(v.unknown()),
  saved: v.optional(v.record(v.string(), v.string())),
});

export function createJobMemory(memory: Memory, clock: Clock = systemClock): JobMemory {
  let followed: Map<string, FollowedJob> | undefined;
  let films: Map<string, RemoteFilm> | undefined;
  const jobs = () => (followed ??= byId(entries(memory.get(FOLLOWED)).flatMap(readFollowed)));
  const wanted = () => (films ??= byId(entries(memory.get(FILMS)).flatMap(readFilm)));
  const scripts = (): string[][] => pairs(memory.get(SCRIPTS));

  const writeFollowed = () => memory.update(FOLLOWED, [...jobs().values()]);
  const writing = coalesce(WRITE_EVERY_MS, clock, writeFollowed);
  const writeFilms = () => memory.update(FILMS, [...wanted().values()].slice(-MOST));

  return {
    followed: () => [...jobs().values()],
    isFollowed: (id) => jobs().has(id),
    follow(id, host) {
      jobs().set(id, { id, host });
      writeFollowed();
    },
    unfollow(id) {
      if (jobs().delete(id)) writeFollowed();
    },
    know(snapshot) {
      const job = jobs().get(snapshot.id);
      if (!job || job.known === snapshot) return;
      jobs().set(snapshot.id, { ...job, known: snapshot });
      writing.request();
    },
    scriptOf: (id) => scripts().find(([job]) => job === id)?.[1],
    rememberScript(id, script) {
      const others = scripts().filter(([job]) => job !== id);
      memory.update(SCRIPTS, [...others, [id, script]].slice(-MOST));
    },
    films: () => [...wanted().values()],
    rememberFilm(film) {
      wanted().delete(film.id);
      wanted().set(film.id, film);
      writeFilms();
    },
    forgetFilm(id) {
      if (wanted().delete(id)) writeFilms();
    },
    dispose() {
      writing.dispose();
      if (followed) writeFollowed();
    },
  };
}

function byId<T extends { id: string }>(list: readonly T[]): Map<string, T> {
  return new Map(list.map((entry) => [entry.id, entry]));
}

/** What an older version or a damaged file says and we do not understand counts as not said. */
function readFollowed(entry: unknown): FollowedJob[] {
  if (typeof entry === 'string') return [{ id: entry, host: LOCAL_KEY }];
  const parsed = v.safeParse(FollowedSchema, entry);
  if (!parsed.success) return [];
  const { id, host, known } = parsed.output;
  return [{ id, host, ...snapshotAs('known', known) }];
}

function readFilm(entry: unknown): RemoteFilm[] {
  const parsed = v.safeParse(FilmSchema, entry);
  if (!parsed.success) return [];
  const { id, host, place, done, saved } = parsed.output;
  return [{ id, host, place, ...snapshotAs('done', done), ...(saved ? { saved } : {}) }];
}

function snapshotAs<K extends string>(key: K, value: unknown): Partial<Record<K, JobSnapshot>> {
  const parsed = v.safeParse(SnapshotSchema, value);
  return (parsed.success ? { [key]: parsed.output } : {}) as Partial<Record<K, JobSnapshot>>;
}

function entries(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function strings(value: unknown): string[] {
  return entries(value).filter((entry): entry is string => typeof entry === 'string');
}

function pairs(value: unknown): string[][] {
  return entries(value)
    .map(strings)
    .filter((pair) => pair.length === 2);
}
