import type { Artifact, PanelJob } from '../../protocol/protocol.ts';
import type { IconName } from '../ui/icons.ts';
import { FILM } from '../strings.ts';
import { isOnServer } from './mood.ts';
import { clock, duration, fileName, size, spokenTime } from './words.ts';

export interface ChapterView {
  title: string;
  start: number;
  /** Where the next one begins, or the film ends. */
  end: number;
  /** `0:04`. */
  at: string;
}

export interface FilmView {
  title: string;
  video: string;
  captions?: string;
  poster?: string;
  seconds: number;
  /** Width by height. */
  ratio: number;
  chapters: readonly ChapterView[];
  playLabel: string;
}

/** The film of a finished job; `undefined` when there is none to play. */
export function filmView({ snapshot, media }: PanelJob): FilmView | undefined {
  if (snapshot.status !== 'Done' || !media?.video) return undefined;
  const { film, output } = snapshot;
  const seconds = output?.durationSeconds ?? 0;
  return {
    title: snapshot.title,
    video: media.video,
    ...(media.captions ? { captions: media.captions } : {}),
    ...(media.poster ? { poster: media.poster } : {}),
    seconds,
    ratio: film && film.height > 0 ? film.width / film.height : 16 / 9,
    chapters: chaptersOf(snapshot.chapters ?? [], seconds),
    playLabel: FILM.playTitle(snapshot.title, spokenTime(seconds)),
  };
}

function chaptersOf(
  chapters: readonly { title: string; startSeconds: number }[],
  seconds: number,
): ChapterView[] {
  const shown = chapters.filter(({ startSeconds }) => startSeconds < seconds);
  return shown.map(({ title, startSeconds }, index) => ({
    title,
    start: startSeconds,
    end: shown[index + 1]?.startSeconds ?? seconds,
    at: clock(startSeconds),
  }));
}

/** The index of the chapter at a time; −1 before the first. */
export function chapterAt(chapters: readonly ChapterView[], seconds: number): number {
  return chapters.findLastIndex(({ start }) => start <= seconds + 0.001);
}

/** The position in words: `12 seconds of 1 minute 2 seconds, chapter 3, The Moon does most of the work`. */
export function spokenPosition(film: FilmView, seconds: number): string {
  const text = FILM.positionText(spokenTime(Math.floor(seconds)), spokenTime(film.seconds));
  const index = chapterAt(film.chapters, seconds);
  const chapter = film.chapters[index];
  return chapter ? FILM.positionChapter(text, index + 1, chapter.title) : text;
}

export interface FileView {
  name: string;
  /** What people read: the file's own name on disk. */
  label: string;
  icon: IconName;
  size: string;
  /** Whether it can be opened. */
  here: boolean;
}

/** The files of a finished job: those that are here, or else what its server holds. */
export function filesView(job: PanelJob): FileView[] {
  const { artifacts } = job.snapshot;
  const here = artifacts.filter(({ path }) => path !== '');
  return (isOnServer(job) ? artifacts : here).map((artifact) => ({
    name: artifact.name,
    here: artifact.path !== '',
    label: fileName(artifact.path) || artifact.name,
    icon: iconOf(artifact),
    size: size(artifact.sizeBytes),
  }));
}

function iconOf({ type }: Artifact): IconName {
  if (type.startsWith('video/')) return 'film';
  return type.startsWith('image/') ? 'image' : 'file';
}

/** Facts beside “How it was made”. */
export function madeFacts({ snapshot }: PanelJob): string[] {
  const { film, stats } = snapshot;
  return [
    duration(stats?.wallSeconds ?? snapshot.elapsedSeconds),
    ...(film?.voice ? [FILM.voice(film.voice)] : []),
    ...(film?.theme ? [FILM.theme(film.theme)] : []),
  ];
}
