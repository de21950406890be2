import { useCaptions } from '../hooks/useCaptions.ts';
import { useFullScreen } from '../hooks/useFullScreen.ts';
import { STEP_SECONDS, type Player as PlayerState } from '../hooks/usePlayer.ts';
import { captionAt, type Cue } from '../model/captions.ts';
import type { FilmView } from '../model/film.ts';
import { FILM } from '../strings.ts';
import { Icon } from '../ui/Icon.tsx';
import { Controls } from './Controls.tsx';
import './Player.css';

interface PlayerProps {
  film: FilmView;
  player: PlayerState;
}

/** The film, playing in place, with its own controls and captions. */
export function Player({ film, player }: PlayerProps) {
  const cues = useCaptions(film.captions);
  const screen = useFullScreen();
  return (
    <div
      class={screen.on ? 'player filling' : 'player'}
      role="group"
      aria-label={FILM.group}
      ref={screen.ref}
      onKeyDown={(event) => onKey(event, player)}
    >
      <div class="screen">
        <video
          ref={player.video}
          src={film.video}
          poster={film.poster}
          preload="metadata"
          playsInline
          aria-label={film.title}
          onClick={player.toggle}
        />
        <Overlay film={film} player={player} />
      </div>
      <Caption cues={cues} player={player} />
      <Controls film={film} player={player} screen={screen} hasCaptions={cues.length > 0} />
    </div>
  );
}

function Overlay({ film, player }: PlayerProps) {
  if (player.failed.value) {
    return (
      <p class="screen-words" role="alert">
        {FILM.cannotPlay}
      </p>
    );
  }
  if (player.begun.value) return null;
  return (
    <button type="button" class="play" aria-label={film.playLabel} onClick={player.toggle}>
      <Icon name="play" />
    </button>
  );
}

function Caption({ cues, player }: { cues: readonly Cue[]; player: PlayerState }) {
  if (cues.length === 0 || !player.captions.value) return null;
  const text = captionAt(cues, player.at.value);
  return <p class="caption">{text ? <span>{text}</span> : null}</p>;
}

/** Space plays, ← → move by 5 s, ↑ ↓ change the volume, C captions, M sound. */
function onKey(event: KeyboardEvent, player: PlayerState): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const target = event.target as HTMLElement;
  const onButton = target instanceof HTMLButtonElement;
  const onVolume = target instanceof HTMLInputElement;
  const acts: Readonly<Record<string, () => void>> = {
    c: player.toggleCaptions,
    m: player.toggleMuted,
    ...(onButton ? {} : { ' ': player.toggle }),
    ...(onVolume
      ? {}
      : {
          ArrowLeft: () => player.seek(player.at.value - STEP_SECONDS),
          ArrowRight: () => player.seek(player.at.value + STEP_SECONDS),
          ArrowUp: () => player.stepVolume(1),
          ArrowDown: () => player.stepVolume(-1),
        }),
  };
  const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
