import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface FullScreen {
  ref: { current: HTMLDivElement | null };
  on: boolean;
  toggle: () => void;
}

/** Full screen where the editor allows it, else the whole panel. Escape leaves. */
export function useFullScreen(): FullScreen {
  const ref = useRef<HTMLDivElement | null>(null);
  const [on, setOn] = useState(false);

  useEffect(() => {
    const onChange = (): void => setOn(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', onChange);
    return () => document.removeEventListener('fullscreenchange', onChange);
  }, []);

  // Before it is painted: a key that is pressed at once counts.
  useLayoutEffect(() => {
    if (!on) return undefined;
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape' && !document.fullscreenElement) setOn(false);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [on]);

  const toggle = (): void => {
    if (document.fullscreenElement) {
      void document.exitFullscreen();
    } else if (on || !document.fullscreenEnabled || !ref.current) {
      setOn(!on);
    } else {
      ref.current.requestFullscreen().catch(() => setOn(true));
    }
  };
  return { ref, on, toggle };
}
