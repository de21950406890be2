import type { FullScreen } from '../hooks/useFullScreen.ts';
import type { Player } from '../hooks/usePlayer.ts';
import type { FilmView } from '../model/film.ts';
import { clock } from '../model/words.ts';
import { FILM } from '../strings.ts';
import { Tool } from '../ui/Tool.tsx';
import { Scrub } from './Scrub.tsx';
import './Controls.css';

interface ControlsProps {
  film: FilmView;
  player: Player;
  screen: FullScreen;
  hasCaptions: boolean;
}

/** Play, time, position, captions, sound, full screen. */
export function Controls({ film, player, screen, hasCaptions }: ControlsProps) {
  const { title } = film;
  const playing = player.playing.value;
  const muted = player.muted.value;
  return (
    <div class="controls">
      <Tool
        icon={playing ? 'pause' : 'play'}
        label={FILM.named(playing ? FILM.pause : FILM.play, title)}
        onPress={player.toggle}
      />
      <span class="clock">
        <Position player={player} /> / {clock(player.seconds.value)}
      </span>
      <Scrub film={film} player={player} />
      {hasCaptions ? (
        <Tool
          icon="captions"
          label={FILM.captions}
          pressed={player.captions.value}
          onPress={player.toggleCaptions}
        />
      ) : null}
      <Tool
        icon={muted ? 'muted' : 'sound'}
        label={FILM.named(muted ? FILM.unmute : FILM.mute, title)}
        onPress={player.toggleMuted}
      />
      <input
        class="volume"
        type="range"
        min="0"
        max="1"
        step="0.05"
        aria-label={FILM.volume}
        value={muted ? 0 : player.volume.value}
        onInput={({ currentTarget }) => player.setVolume(currentTarget.valueAsNumber)}
      />
      <Tool
        icon={screen.on ? 'small' : 'full'}
        label={screen.on ? FILM.leaveFullScreen : FILM.fullScreen}
        onPress={screen.toggle}
      />
    </div>
  );
}

function Position({ player }: { player: Player }) {
  return <>{clock(player.at.value)}</>;
}
