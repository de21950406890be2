import { randomUUID } from 'node:crypto';
import {
  type Clock,
  type ConnectionState,
  initialSnapshot,
  type JobSnapshot,
  type Transfer,
} from '../../protocol/protocol.ts';
import type { Host } from '../connection/host.ts';
import type { WindowJob } from './windowJob.ts';

export interface DraftParts {
  host: Host;
  title: string;
  scriptName: string;
  /** A person does not want it any more. */
  cancel(): void;
}

/** A film that is being sent to its server and is no job there yet. */
export interface Draft {
  /** As if it were a job that waits. */
  readonly snapshot: JobSnapshot;
  show(transfer: Transfer, connection: ConnectionState): void;
  /** It has become a job, or nothing. */
  end(): void;
}

/** Films on their way to a server. */
export interface Drafts {
  all(): readonly WindowJob[];
  find(id: string): WindowJob | undefined;
  begin(parts: DraftParts): Draft;
  /** `false` when there is no such draft. */
  cancel(id: string): boolean;
}

export function createDrafts({ clock, onChange }: { clock: Clock; onChange(): void }): Drafts {
  const drafts = new Map<string, { job: WindowJob; cancel(): void }>();
  return {
    all: () => [...drafts.values()].map(({ job }) => job),
    find: (id) => drafts.get(id)?.job,
    begin({ host, title, scriptName, cancel }) {
      const id = `sending-${randomUUID()}`;
      const createdAt = new Date(clock.now()).toISOString();
      const snapshot = initialSnapshot({ id, title, scriptName, createdAt, correlationId: '' });
      const put = (connection: ConnectionState, transfer: Transfer) => {
        drafts.set(id, {
          job: { host, snapshot, connection, transfer, lastHeardMs: clock.now() },
          cancel,
        });
        onChange();
      };
      put({ kind: 'live' }, { kind: 'sending', file: 0, files: 0, sentBytes: 0, totalBytes: 0 });
      return {
        snapshot,
        show(transfer, connection) {
          if (drafts.has(id)) put(connection, transfer);
        },
        end() {
          if (drafts.delete(id)) onChange();
        },
      };
    },
    cancel(id) {
      const draft = drafts.get(id);
      draft?.cancel();
      return draft !== undefined;
    },
  };
}
