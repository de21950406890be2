/** Something that must be let go of. The same shape as VS Code's. */
export interface Disposable {
  dispose(): void;
}

/** Subscribes; the result unsubscribes. */
export type Listen<T> = (listener: (value: T) => void) => Disposable;

export interface Emitter<T> extends Disposable {
  readonly event: Listen<T>;
  fire(value: T): void;
}

/** Tells its listeners in the order in which they came: those that were there when it began and have not gone meanwhile. */
export function createEmitter<T>(): Emitter<T> {
  let listeners: readonly { tell: (value: T) => void }[] = [];
  return {
    event(listener) {
      const entry = { tell: listener };
      listeners = [...listeners, entry];
      return {
        dispose() {
          listeners = listeners.filter((other) => other !== entry);
        },
      };
    },
    fire(value) {
      const told = listeners;
      for (const listener of told) if (listeners.includes(listener)) listener.tell(value);
    },
    dispose() {
      listeners = [];
    },
  };
}

/** One disposable for many; the last made goes first. */
export function disposeAll(...parts: readonly Disposable[]): Disposable {
  return {
    dispose() {
      for (const part of [...parts].reverse()) part.dispose();
    },
  };
}
