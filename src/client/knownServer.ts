import type { Dialect } from './dialects/dialect.ts';

/** What kind of server answers: one of ours, or of another make. */
export type ServerKind = 'unknown' | 'aura' | 'foreign';

/** What has been found out about a server, remembered for as long as its client lives. */
export interface KnownServer {
  readonly kind: ServerKind;
  /** The stream by which events have come. */
  readonly dialect: Dialect | undefined;
  /** It has shown itself as one of ours; that is never taken back. */
  isAura(): void;
  /** It has shown itself as one of another make. */
  isForeign(): void;
  /** Events have come by this stream. */
  speaks(dialect: Dialect): void;
}

export function createKnownServer(local: boolean): KnownServer {
  let kind: ServerKind = local ? 'aura' : 'unknown';
  let dialect: Dialect | undefined;
  return {
    get kind() {
      return kind;
    },
    get dialect() {
      return dialect;
    },
    isAura() {
      kind = 'aura';
    },
    isForeign() {
      if (kind === 'unknown') kind = 'foreign';
    },
    speaks(by) {
      dialect = by;
    },
  };
}
