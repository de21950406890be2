import type { Disposable, Listen } from '../lifetime/emitter.ts';

/** The part of VS Code's secret storage that is used. */
export interface Secrets {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
  onDidChange(listener: (change: { key: string }) => void): Disposable;
}

/** A token for each server: one that is meant for one origin never goes to another. */
export interface Tokens {
  get(origin: string): Promise<string | undefined>;
  keep(origin: string, token: string): Promise<void>;
  forget(origin: string): Promise<void>;
  /** The token of an origin is another one, perhaps by another window. */
  readonly onDidChange: Listen<string>;
}

const PREFIX = 'aura.token:';

export function createTokens(secrets: Secrets): Tokens {
  return {
    get: async (origin) => secrets.get(PREFIX + origin),
    keep: async (origin, token) => secrets.store(PREFIX + origin, token),
    forget: async (origin) => secrets.delete(PREFIX + origin),
    onDidChange: (listener) =>
      secrets.onDidChange(({ key }) => {
        if (key.startsWith(PREFIX)) listener(key.slice(PREFIX.length));
      }),
  };
}
