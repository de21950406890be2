import { constants, createWriteStream } from 'node:fs';
import { copyFile, link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArtifactContent, Clock, JobSnapshot } from '../../protocol/protocol.ts';
import { createEmitter, type Disposable, type Listen } from '../lifetime/emitter.ts';

/** Files of a job that the panel may show: paths inside the one folder that the webview may read. */
export interface JobMedia {
  video?: string;
  captions?: string;
  poster?: string;
  /** By artifact name. */
  thumbnails: Readonly<Record<string, string>>;
}

/** Brings what the panel shows into one fixed folder of ours, so that a webview never reads anywhere else. */
export interface MediaFolder extends Disposable {
  /** What is there of the job now. What is missing is fetched, and `onDidChange` tells when it has come. */
  of(snapshot: JobSnapshot): JobMedia;
  /** Deletes what belongs to other jobs than these. */
  keepOnly(ids: readonly string[]): Promise<void>;
  readonly onDidChange: Listen<void>;
}

export interface MediaFolderParts {
  folder: string;
  /** Content of an artifact that does not lie on this machine, or not yet under a known path. */
  read(jobId: string, name: string): Promise<ArtifactContent>;
  clock: Clock;
  log: { debug(message: string): void };
}

/** First wait before what could not be had is asked for again; doubled each time. */
const RETRY_MS = 2000;
const MOST_TRIES = 8;

const SHOWN = { video: 'preview.mp4', captions: 'captions.vtt', poster: 'poster.png' } as const;

export function createMediaFolder({ folder, read, clock, log }: MediaFolderParts): MediaFolder {
  const changed = createEmitter<void>();
  /** By path: there, on its way, or not to be had. */
  const states = new Map<string, 'there' | 'coming' | 'failed'>();
  const tries = new Map<string, number>();
  const waiting = new Set<() => void>();

  const fetch = async (jobId: string, name: string, target: string, source: string | undefined) => {
    try {
      await mkdir(join(target, '..'), { recursive: true });
      if (!(await exists(target))) {
        const part = `${target}.part`;
        await rm(part, { force: true });
        if (!source || !(await linkOrCopy(source, part))) {
          const { body } = await read(jobId, name);
          await pipeline(Readable.from(chunks(body)), createWriteStream(part));
        }
        await rename(part, target);
      }
      states.set(target, 'there');
      changed.fire();
    } catch (error) {
      states.set(target, 'failed');
      log.debug(`Cannot show ${name} of job ${jobId}: ${String(error)}`);
      retryLater(target);
    }
  };

  /** A server may be away just now: what is still wanted then is asked for again. */
  const retryLater = (target: string) => {
    const tried = (tries.get(target) ?? 0) + 1;
    tries.set(target, tried);
    if (tried >= MOST_TRIES) return;
    const cancel = clock.after(RETRY_MS * 2 ** (tried - 1), () => {
      waiting.delete(cancel);
      states.delete(target);
      changed.fire();
    });
    waiting.add(cancel);
  };

  /** Path of the artifact in our folder once it is there. */
  const shown = (snapshot: JobSnapshot, name: string): string | undefined => {
    if (!isPlainName(snapshot.id) || !isPlainName(name)) return undefined;
    const target = join(folder, snapshot.id, `${snapshot.attempt}-${name}`);
    const state = states.get(target);
    if (state === 'there') return target;
    if (state === undefined) {
      states.set(target, 'coming');
      const source = snapshot.artifacts.find((artifact) => artifact.name === name)?.path;
      void fetch(snapshot.id, name, target, source);
    }
    return undefined;
  };

  return {
    of(snapshot) {
      const names = new Set(snapshot.artifacts.map((artifact) => artifact.name));
      const media: { -readonly [K in keyof JobMedia]: JobMedia[K] } = { thumbnails: {} };
      for (const kind of ['video', 'captions', 'poster'] as const) {
        const path = names.has(SHOWN[kind]) ? shown(snapshot, SHOWN[kind]) : undefined;
        if (path !== undefined) media[kind] = path;
      }
      const thumbnails = snapshot.scenes.flatMap(({ thumbnail }) => {
        const path = thumbnail === undefined ? undefined : shown(snapshot, thumbnail);
        return thumbnail === undefined || path === undefined ? [] : [[thumbnail, path] as const];
      });
      media.thumbnails = Object.fromEntries(thumbnails);
      return media;
    },
    async keepOnly(ids) {
      const kept = new Set(ids);
      const found = await readdir(folder).catch(() => []);
      const old = found.filter((id) => !kept.has(id));
      await Promise.all(old.map((id) => rm(join(folder, id), { recursive: true, force: true })));
    },
    onDidChange: changed.event,
    dispose() {
      for (const cancel of waiting) cancel();
      changed.dispose();
    },
  };
}

async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

/** A name that is a file's and nothing more: no folder, no drive, nothing hidden. */
function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(name);
}

/** A hard link costs nothing; across file systems the bytes are cloned or copied. False when the source cannot be read here. */
async function linkOrCopy(source: string, target: string): Promise<boolean> {
  if (!(await exists(source))) return false;
  await link(source, target).catch(() => copyFile(source, target, constants.COPYFILE_FICLONE));
  return true;
}

async function exists(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true;
}
