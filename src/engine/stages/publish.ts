import { constants, copyFile, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { AuraError } from '../../protocol/protocol.ts';
import { sha256Of } from '../cache/entry.ts';
import { placeProblem } from './place.ts';

/** Where a film lies with its captions. */
export interface PublishedFilm {
  video: string;
  srt: string;
  vtt: string;
}

export interface PublishRequest {
  /** The finished film and its captions. They stay where they are. */
  film: string;
  srt: string;
  vtt: string;
  /** `.mp4` path that was asked for. */
  wanted: string;
  /** Replace what is there; else a free name is taken: `name (2).mp4`. */
  overwrite: boolean;
  /** Remembers the name that was taken, so that a job that is resumed takes the same. */
  claimFile: string;
  /** Of the job: names its unfinished files, so that the job clears them away when it is resumed after a crash. */
  jobId: string;
  /** Called right before the film gets its name; throws when it must not any more. */
  commit(): void;
}

const MOST_NAMES = 1000;

/**
 * Gives a film its final name, its captions beside it. The film appears whole or not at all, and nothing that was there is
 * replaced unless that was asked for.
 *
 * @throws `E409-CONFLICT` when there is no free name, `E310-DISK_FULL` and `E400-BAD_REQUEST` when nothing can be written there.
 */
export async function publishFilm(request: PublishRequest): Promise<PublishedFilm> {
  const { film, srt, vtt, wanted, jobId, commit } = request;
  const folder = dirname(wanted);
  const part = (extension: string): string => join(folder, `.aura-${jobId}${extension}.part`);
  const parts = { film: part('.mp4'), srt: part('.srt'), vtt: part('.vtt') };
  try {
    await mkdir(folder, { recursive: true });
    // All of it is on that disk before any of it gets its name. A link that somebody has put there is not followed.
    for (const left of Object.values(parts)) await rm(left, { force: true });
    await copyFile(film, parts.film, constants.COPYFILE_EXCL);
    await copyFile(srt, parts.srt, constants.COPYFILE_EXCL);
    await copyFile(vtt, parts.vtt, constants.COPYFILE_EXCL);
    commit();
    const video = await settle(request, parts.film);
    const captions = captionsOf(video);
    await rename(parts.srt, captions.srt);
    await rename(parts.vtt, captions.vtt);
    return { video, ...captions };
  } catch (error) {
    throw placeProblem(wanted, error);
  } finally {
    // A folder that cannot be written has nothing of ours; what went wrong before is what people must hear.
    for (const left of Object.values(parts)) await rm(left, { force: true }).catch(() => undefined);
  }
}

/** Puts the film at its name and says which that is. */
async function settle(request: PublishRequest, part: string): Promise<string> {
  if (request.overwrite) {
    await rename(part, request.wanted);
    return request.wanted;
  }
  const before = await claimedBefore(request);
  if (before !== undefined) return before;
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const name = numberedName(request.wanted, number);
    if (await captionsStand(name)) continue;
    await writeFile(request.claimFile, name);
    if (await claim(part, name)) return name;
  }
  throw new AuraError('E409-CONFLICT', `There is no free name beside ${basename(request.wanted)}`, {
    remediation: 'Delete films that are no longer needed, or choose another place.',
  });
}

/** The name that this job took before it was interrupted, provided that its own film stands there. */
async function claimedBefore({ claimFile, film }: PublishRequest): Promise<string | undefined> {
  const name = await readFile(claimFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (name === undefined || !(await exists(name))) return undefined;
  return (await sha256Of(name)) === (await sha256Of(film)) ? name : undefined;
}

/** Gives `part` the name when it is free. A link fails where a rename would replace. */
async function claim(part: string, name: string): Promise<boolean> {
  try {
    await link(part, name);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // No hard links on this file system: look, then rename.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP') throw error;
    if (await exists(name)) return false;
    await rename(part, name);
    return true;
  }
}

/** `name.mp4`, `name (2).mp4`, … */
export function numberedName(wanted: string, number: number): string {
  if (number === 1) return wanted;
  const extension = extname(wanted);
  return join(dirname(wanted), `${basename(wanted, extension)} (${number})${extension}`);
}

function captionsOf(video: string): { srt: string; vtt: string } {
  const stem = video.slice(0, -extname(video).length);
  return { srt: `${stem}.srt`, vtt: `${stem}.vtt` };
}

/** Somebody's captions stand beside a film that is not there: they are not ours to replace. */
async function captionsStand(video: string): Promise<boolean> {
  const { srt, vtt } = captionsOf(video);
  return !(await exists(video)) && ((await exists(srt)) || (await exists(vtt)));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
