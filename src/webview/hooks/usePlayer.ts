import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { recall, remember } from '../host.ts';

/** What the arrows move by, seconds. */
export const STEP_SECONDS = 5;
const VOLUME_STEP = 0.1;

/** The film as it plays: what it does, and what it can be told. */
export interface Player {
  video: { current: HTMLVideoElement | null };
  /** Seconds. */
  at: Signal<number>;
  seconds: Signal<number>;
  playing: Signal<boolean>;
  /** Whether it has ever been started. */
  begun: Signal<boolean>;
  failed: Signal<boolean>;
  volume: Signal<number>;
  muted: Signal<boolean>;
  captions: Signal<boolean>;
  toggle: () => void;
  seek: (seconds: number) => void;
  setVolume: (volume: number) => void;
  toggleMuted: () => void;
  toggleCaptions: () => void;
  /** Louder or softer by a step; −1 is softer. */
  stepVolume: (direction: 1 | -1) => void;
}

/** Drives a video element. `expectedSeconds` stands until the film knows its own length. */
export function usePlayer(expectedSeconds: number): Player {
  const video = useRef<HTMLVideoElement | null>(null);
  const at = useSignal(0);
  const seconds = useSignal(expectedSeconds);
  const playing = useSignal(false);
  const begun = useSignal(false);
  const failed = useSignal(false);
  const volume = useSignal(recall().volume);
  const muted = useSignal(recall().muted);
  const captions = useSignal(recall().captions);

  const player = useMemo<Player>(() => {
    const setVolume = (next: number): void => {
      volume.value = Math.min(1, Math.max(0, next));
      muted.value = volume.value === 0;
      remember({ volume: volume.value, muted: muted.value });
    };
    return {
      video,
      at,
      seconds,
      playing,
      begun,
      failed,
      volume,
      muted,
      captions,
      toggle() {
        const element = video.current;
        if (!element || failed.value) return;
        if (!element.paused) return element.pause();
        begun.value = true;
        element.play().catch((error: unknown) => {
          // A pause that overtakes the start is no failure.
          if (!(error instanceof DOMException && error.name === 'AbortError')) failed.value = true;
        });
      },
      seek(to) {
        const element = video.current;
        const target = Math.min(Math.max(0, to), seconds.value);
        if (element) element.currentTime = target;
        at.value = target;
        begun.value = true;
      },
      setVolume,
      toggleMuted() {
        muted.value = !muted.value;
        if (!muted.value && volume.value === 0) volume.value = 1;
        remember({ muted: muted.value, volume: volume.value });
      },
      toggleCaptions() {
        captions.value = !captions.value;
        remember({ captions: captions.value });
      },
      stepVolume(direction) {
        setVolume((muted.value ? 0 : volume.value) + direction * VOLUME_STEP);
      },
    };
  }, []);

  useEffect(() => (video.current ? follow(video.current, player) : undefined), []);
  useEffect(() => {
    if (!video.current) return;
    video.current.volume = volume.value;
    video.current.muted = muted.value;
  }, [volume.value, muted.value]);
  return player;
}

/** Keeps the signals in step with the element. */
function follow(element: HTMLVideoElement, player: Player): () => void {
  const listeners = new AbortController();
  const on = (type: keyof HTMLMediaElementEventMap, listener: () => void): void =>
    element.addEventListener(type, listener, { signal: listeners.signal });
  let frame = 0;
  const read = (): void => {
    player.at.value = element.currentTime;
  };
  const readFrames = (): void => {
    read();
    frame = requestAnimationFrame(readFrames);
  };
  on('durationchange', () => {
    if (Number.isFinite(element.duration)) player.seconds.value = element.duration;
  });
  on('play', () => {
    player.playing.value = true;
    player.begun.value = true;
    cancelAnimationFrame(frame);
    readFrames();
  });
  on('pause', () => {
    player.playing.value = false;
    cancelAnimationFrame(frame);
    read();
  });
  on('seeked', read);
  on('error', () => {
    player.failed.value = true;
  });
  return () => {
    listeners.abort();
    cancelAnimationFrame(frame);
    element.pause();
  };
}
