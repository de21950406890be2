import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Rows drawn beyond the visible ones, above and below. */
const MARGIN = 3;

export interface Rows {
  ref: { current: HTMLOListElement | null };
  from: number;
  /** One after the last that is drawn. */
  to: number;
  /** Room for the rows that are not drawn, px. */
  before: number;
  after: number;
  reveal: (index: number) => void;
}

interface Layout {
  columns: number;
  /** A row with its gap, px. */
  pitch: number;
  first: number;
  last: number;
}

/** Which of `count` cards in a grid are worth drawing: all up to `limit`, else the visible rows. */
export function useRows(count: number, limit: number): Rows {
  const ref = useRef<HTMLOListElement | null>(null);
  const [layout, setLayout] = useState<Layout>({ columns: 6, pitch: 140, first: 0, last: 6 });
  const many = count > limit;

  useLayoutEffect(() => {
    if (!many) return undefined;
    const measure = (): void => {
      const next = ref.current && layoutOf(ref.current);
      if (next) setLayout((last) => (same(last, next) ? last : next));
    };
    measure();
    window.addEventListener('scroll', measure, { passive: true });
    const resize = new ResizeObserver(measure);
    if (ref.current) resize.observe(ref.current);
    return () => {
      window.removeEventListener('scroll', measure);
      resize.disconnect();
    };
  }, [many, count]);

  if (!many) return { ref, from: 0, to: count, before: 0, after: 0, reveal: () => undefined };
  const rows = Math.ceil(count / layout.columns);
  const first = Math.max(0, Math.min(layout.first - MARGIN, rows - 1));
  const last = Math.min(rows, layout.last + MARGIN);
  return {
    ref,
    from: first * layout.columns,
    to: Math.min(count, last * layout.columns),
    before: first * layout.pitch,
    after: Math.max(0, rows - last) * layout.pitch,
    reveal(index) {
      const top = ref.current?.getBoundingClientRect().top ?? 0;
      const y = top + Math.floor(index / layout.columns) * layout.pitch;
      if (y < 0 || y + layout.pitch > window.innerHeight) {
        window.scrollBy({ top: y - window.innerHeight / 3 });
      }
    },
  };
}

function layoutOf(list: HTMLOListElement): Layout | undefined {
  const card = list.firstElementChild;
  if (!card) return undefined;
  const style = getComputedStyle(list);
  const columns = style.gridTemplateColumns.split(' ').length;
  const pitch = card.getBoundingClientRect().height + Number.parseFloat(style.rowGap || '0');
  const { top } = list.getBoundingClientRect();
  return {
    columns,
    pitch,
    first: Math.max(0, Math.floor(-top / pitch)),
    last: Math.max(1, Math.ceil((window.innerHeight - top) / pitch)),
  };
}

function same(a: Layout, b: Layout): boolean {
  return a.columns === b.columns && a.pitch === b.pitch && a.first === b.first && a.last === b.last;
}
