import type { ThemeName } from '../../../protocol/protocol.ts';
import type { CardRun } from '../../timeline/cardRuns.ts';
import type { EngineJobs } from '../../worker.ts';
import type { WorkerPool } from '../workers/pool.ts';
import type { Bitmap, CardLayout, CardSpec, ThumbnailRequest } from './card.ts';

/** Draws cards in worker threads, so that the engine stays free. */
export interface Artist {
  layout(card: CardSpec, key: string, signal: AbortSignal): Promise<CardLayout>;
  /** One frame of a card. `key` names the card: the worker that laid it out last does not do so again. */
  draw(card: CardSpec, key: string, run: Omit<CardRun, 'frames'>, signal: AbortSignal): Promise<Bitmap>;
  /** A burned caption, transparent around it, of the film's size. */
  caption(lines: readonly string[], card: CardSpec, signal: AbortSignal): Promise<Bitmap>;
  /** PNG of the first page with everything on it, over `under` where the card is transparent. */
  thumbnail(request: ThumbnailRequest, signal: AbortSignal): Promise<Uint8Array>;
  /** Changes whenever a font file of the theme does. */
  fontFingerprint(theme: ThemeName): Promise<string>;
}

export function createArtist(pool: WorkerPool<EngineJobs>): Artist {
  const fingerprints = new Map<ThemeName, Promise<string>>();
  return {
    layout: (card, key, signal) => pool.run('card-layout', { card, key }, { signal }),
    draw: (card, key, { state, blend }, signal) =>
      pool.run('card-draw', { card, key, state, ...(blend ? { blend } : {}) }, { signal }),
    caption: (lines, card, signal) => pool.run('caption-draw', { lines, card }, { signal }),
    thumbnail: (request, signal) => pool.run('card-thumbnail', request, { signal }),
    fontFingerprint(theme) {
      const known = fingerprints.get(theme);
      if (known) return known;
      const asked = pool.run('font-fingerprint', theme);
      fingerprints.set(theme, asked);
      asked.catch(() => fingerprints.delete(theme));
      return asked;
    },
  };
}

/** Copies a bitmap to memory that threads share: sent to a worker, it is not copied again. */
export function shared({ width, height, data }: Bitmap): Bitmap {
  const memory = new Uint8Array(new SharedArrayBuffer(data.byteLength));
  memory.set(data);
  return { width, height, data: memory };
}
