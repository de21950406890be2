import { useEffect, useRef, useState } from 'preact/hooks';

/** Keys that move within a list, and by how much of it. */
const STEPS: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowRight: (index) => index + 1,
  ArrowDown: (index) => index + 1,
  ArrowLeft: (index) => index - 1,
  ArrowUp: (index) => index - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export interface Roving {
  /** The item that Tab reaches. */
  active: number;
  /** Props of the list. Its items carry `data-index`. */
  list: {
    onKeyDown: (event: KeyboardEvent) => void;
    onFocusIn: (event: FocusEvent) => void;
  };
}

/**
 * One Tab stop for a list of `count`: arrows, Home and End move in it.
 * `reveal` is called before an item gets focus that may not be drawn yet.
 */
export function useRoving(count: number, reveal?: (index: number) => void): Roving {
  const [active, setActive] = useState(0);
  const wanted = useRef<{ list: HTMLElement; index: number } | undefined>(undefined);

  useEffect(() => {
    if (!wanted.current) return;
    const { list, index } = wanted.current;
    const item = list.querySelector<HTMLElement>(`[data-index="${index}"]`);
    if (!item) return;
    wanted.current = undefined;
    item.focus();
  });

  return {
    active: Math.min(active, Math.max(0, count - 1)),
    list: {
      onKeyDown(event) {
        const step = STEPS[event.key];
        if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
        const list = event.currentTarget as HTMLElement;
        event.preventDefault();
        const index = Math.max(0, Math.min(count - 1, step(active, count)));
        const drawn = list.querySelector<HTMLElement>(`[data-index="${index}"]`);
        if (drawn) return drawn.focus();
        wanted.current = { list, index };
        reveal?.(index);
        setActive(index);
      },
      onFocusIn(event) {
        const index = Number((event.target as HTMLElement).dataset['index']);
        if (Number.isInteger(index)) setActive(index);
      },
    },
  };
}
