import type { CSSProperties } from 'preact';
import type { FilmView } from '../model/film.ts';
import { usePlayer } from '../hooks/usePlayer.ts';
import { Chapters } from './Chapters.tsx';
import { Player } from './Player.tsx';
import './Film.css';

/** The finished film, and its chapters. */
export function Film({ film }: { film: FilmView }) {
  const player = usePlayer(film.seconds);
  const chapters = film.chapters.length > 1;
  return (
    <div
      class={`film${chapters ? ' wide' : ''}${film.ratio < 1 ? ' tall' : ''}`}
      style={{ '--ratio': film.ratio } as CSSProperties}
    >
      <Player film={film} player={player} />
      {chapters ? <Chapters chapters={film.chapters} player={player} /> : null}
    </div>
  );
}
