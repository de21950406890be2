import { useComputed } from '@preact/signals';
import type { Player } from '../hooks/usePlayer.ts';
import { useRoving } from '../hooks/useRoving.ts';
import { chapterAt, type ChapterView } from '../model/film.ts';
import { FILM } from '../strings.ts';
import './Chapters.css';

/** Ways into the film. One Tab stop; arrows move in the list. */
export function Chapters({ chapters, player }: { chapters: readonly ChapterView[]; player: Player }) {
  const current = useComputed(() => chapterAt(chapters, player.at.value)).value;
  const { active, list } = useRoving(chapters.length);
  return (
    <nav class="section" aria-label={FILM.chapters}>
      <div class="section-bar">
        <h2>{FILM.chapters}</h2>
        <span class="section-count">{chapters.length}</span>
      </div>
      <ol class="chapters" {...list}>
        {chapters.map(({ title, start, at }, index) => (
          <li key={start}>
            <button
              type="button"
              data-index={index}
              tabIndex={index === active ? 0 : -1}
              aria-current={index === current ? 'true' : undefined}
              onClick={() => player.seek(start)}
            >
              <span class="chapter-at">{at}</span>
              <span class="chapter-title">{title}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
