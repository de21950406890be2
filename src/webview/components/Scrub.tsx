import type { CSSProperties } from 'preact';
import type { Player } from '../hooks/usePlayer.ts';
import { chapterAt, spokenPosition, type FilmView } from '../model/film.ts';
import { FILM } from '../strings.ts';
import './Scrub.css';

/** The position in the film, a segment for each chapter. */
export function Scrub({ film, player }: { film: FilmView; player: Player }) {
  const seconds = player.seconds.value;
  const at = player.at.value;
  const parts = film.chapters.length > 0 ? film.chapters : [{ title: film.title, start: 0, end: seconds }];
  return (
    <div
      class="scrub"
      role="slider"
      tabIndex={0}
      aria-label={FILM.position}
      aria-valuemin={0}
      aria-valuemax={Math.round(seconds)}
      aria-valuenow={Math.floor(at)}
      aria-valuetext={spokenPosition(film, at)}
      onPointerDown={(event) => drag(event, player)}
      onKeyDown={(event) => onKey(event, film, player)}
    >
      {parts.map(({ start, end, title }) => {
        const part = Math.min(1, Math.max(0, (at - start) / (end - start || 1)));
        return (
          <span key={start} title={title} style={{ '--length': end - start } as CSSProperties}>
            <i style={{ '--part': part } as CSSProperties} />
          </span>
        );
      })}
      <b style={{ '--at': seconds > 0 ? at / seconds : 0 } as CSSProperties} />
    </div>
  );
}

/** Follows the pointer until it is let go. */
function drag(event: PointerEvent, player: Player): void {
  const slider = event.currentTarget as HTMLElement;
  const { left, width } = slider.getBoundingClientRect();
  const seek = ({ clientX }: PointerEvent): void =>
    player.seek(((clientX - left) / Math.max(1, width)) * player.seconds.value);
  slider.setPointerCapture(event.pointerId);
  seek(event);
  slider.addEventListener('pointermove', seek);
  slider.addEventListener('lostpointercapture', () => slider.removeEventListener('pointermove', seek), {
    once: true,
  });
}

/** Home and End, and a chapter back or on. The other keys are the player's. */
function onKey(event: KeyboardEvent, { chapters }: FilmView, player: Player): void {
  const chapter = chapterAt(chapters, player.at.value);
  const targets: Readonly<Record<string, number | undefined>> = {
    Home: 0,
    End: player.seconds.value,
    PageUp: chapters[chapter + 1]?.start ?? player.seconds.value,
    PageDown: chapters[chapter - 1]?.start ?? 0,
  };
  const target = targets[event.key];
  if (target === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  player.seek(target);
}
