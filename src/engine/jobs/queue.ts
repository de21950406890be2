/** First in, first out, so many at once. */
export interface Queue {
  add(id: string): void;
  /** Takes a waiting one out; `false` when it was not waiting. */
  remove(id: string): boolean;
  /** Makes its place free. */
  finished(id: string): void;
  /** How many must end before it begins; `undefined` when it is not waiting. */
  ahead(id: string): number | undefined;
  /** The same, for one that would be added now. */
  aheadOfNew(): number;
  waiting(): readonly string[];
  running(): readonly string[];
  /** Starts no more. */
  stop(): void;
}

/** Jobs that must end before the one at `index` begins: whoever waits, waits because all places are taken. */
function aheadAt(index: number): number {
  return index + 1;
}

/**
 * @param start called for each that may begin, at most `concurrency` without `finished`
 * @param moved called for each whose place in the line has changed
 */
export function createQueue(
  concurrency: number,
  start: (id: string) => void,
  moved: (id: string, ahead: number) => void = () => {},
): Queue {
  let waiting: string[] = [];
  const running = new Set<string>();
  let places = concurrency;

  function pump(): void {
    const first = waiting.length;
    while (running.size < places) {
      const id = waiting.shift();
      if (id === undefined) break;
      running.add(id);
      start(id);
    }
    if (waiting.length < first) announce(0);
  }

  function announce(from: number): void {
    for (let index = from; index < waiting.length; index++) {
      const id = waiting[index];
      if (id !== undefined) moved(id, aheadAt(index));
    }
  }

  return {
    add(id) {
      if (running.has(id) || waiting.includes(id)) return;
      waiting.push(id);
      pump();
    },
    remove(id) {
      const index = waiting.indexOf(id);
      if (index < 0) return false;
      waiting = waiting.toSpliced(index, 1);
      announce(index);
      return true;
    },
    finished(id) {
      if (running.delete(id)) pump();
    },
    ahead(id) {
      const index = waiting.indexOf(id);
      return index < 0 ? undefined : aheadAt(index);
    },
    aheadOfNew: () => (running.size < places ? 0 : aheadAt(waiting.length)),
    waiting: () => [...waiting],
    running: () => [...running],
    stop() {
      places = 0;
    },
  };
}
