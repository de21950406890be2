/** Values from one side, an iteration on the other. */
export interface Channel<T> {
  push(value: T): void;
  /** No more values; what is there is still delivered, then the error if there is one. */
  end(error?: unknown): void;
  /** @param onReturn called once when the reader has stopped, for whatever reason. */
  read(onReturn: () => void): AsyncGenerator<T, void, undefined>;
}

export function createChannel<T>(): Channel<T> {
  let values: T[] = [];
  let ended: { error?: unknown } | undefined;
  let wake: (() => void) | undefined;

  return {
    push(value) {
      if (ended) return;
      values.push(value);
      wake?.();
    },
    end(error) {
      ended ??= error === undefined ? {} : { error };
      wake?.();
    },
    async *read(onReturn) {
      try {
        for (;;) {
          const batch = values;
          values = [];
          yield* batch;
          if (values.length > 0) continue;
          if (ended) {
            if (ended.error !== undefined) throw ended.error;
            return;
          }
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = undefined;
        }
      } finally {
        onReturn();
      }
    },
  };
}
