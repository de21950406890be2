import type { Chapter, JobError } from '../../protocol/protocol.ts';
import { shortenUtf8 } from './progress/shorten.ts';

// One event is at most 64 KB, whatever a script or a provider says.
const MESSAGE_BYTES = 1000;
const DETAILS_BYTES = 4000;
const CHAPTERS = 400;
const CHAPTER_BYTES = 100;

/** The error with words that are not longer than an event may be. */
export function boundedError(error: JobError): JobError {
  return {
    ...error,
    message: shortenUtf8(error.message, MESSAGE_BYTES),
    remediation: shortenUtf8(error.remediation, MESSAGE_BYTES),
    ...(error.details === undefined ? {} : { details: shortenUtf8(error.details, DETAILS_BYTES) }),
  };
}

/** The first chapters, with short titles; the film and its `chapters.vtt` have them all. */
export function boundedChapters(chapters: readonly Chapter[]): Chapter[] {
  return chapters
    .slice(0, CHAPTERS)
    .map((chapter) => ({ ...chapter, title: shortenUtf8(chapter.title, CHAPTER_BYTES) }));
}
