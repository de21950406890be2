import { styleText } from 'node:util';
import { createLogUpdate } from 'log-update';
import type { WatchedJob } from '../../client/watch.ts';
import type { ConnectionState } from '../../protocol/protocol.ts';
import type { CancelState } from '../cancelRequest.ts';
import { isLost } from './connection.ts';
import type { ProgressDisplay, Transfer } from './display.ts';
import { listenToKeys } from './keys.ts';
import { progressFrame, reachingFrame, transferFrame, type Link, type Span, type Tone } from './frame.ts';

const STYLES: Readonly<Record<Tone, Parameters<typeof styleText>[0] | undefined>> = {
  plain: undefined,
  bold: 'bold',
  dim: 'dim',
  accent: 'cyan',
  ok: 'green',
  bad: 'red',
  warn: 'yellow',
};

export interface LiveOptions {
  stream: NodeJS.WriteStream;
  colour: boolean;
  /** Where the job runs, when that is elsewhere. */
  host?: string;
  /** Somebody pressed Enter while the connection is lost. */
  onWake(): void;
}

/** A display that redraws itself in place, ten times a second, on a terminal. */
export function liveDisplay({ stream, colour, host, onWake }: LiveOptions): ProgressDisplay {
  const paint = createLogUpdate(stream);
  let latest: WatchedJob | undefined;
  let reached: ConnectionState | undefined;
  let transferring: Transfer | undefined;
  let heardMs = Date.now();
  let cancel: CancelState | undefined;
  let lines = 0;
  let finished = false;

  const draw = (): void => {
    const frame = currentFrame(stream.columns || 80, Date.now());
    if (!frame) return;
    // What only grows or shrinks in part is not drawn right: the end of the frame before stays.
    if (frame.length !== lines) paint.clear();
    lines = frame.length;
    paint(frame.map((line) => line.map((span) => styled(span, colour)).join('')).join('\n'));
  };
  const timer = setInterval(draw, 100);
  const keys = listenToKeys(() => isLost(latest?.connection ?? reached ?? { kind: 'live' }) && onWake());

  function currentFrame(columns: number, nowMs: number): Span[][] | undefined {
    if (transferring) return transferFrame(transferring, columns, nowMs, host ?? '');
    if (!latest) {
      if (!reached || host === undefined) return undefined;
      return reachingFrame({ host, connection: reached, heardMs, enter: keys !== undefined }, columns, nowMs);
    }
    const { snapshot, connection } = latest;
    const shown =
      cancel && !isLost(connection) ? { ...snapshot, cancelling: true, message: 'Cancelling' } : snapshot;
    const link: Link | undefined =
      host === undefined
        ? undefined
        : { host, connection, heardMs, enter: keys !== undefined, ...(cancel ? { cancel } : {}) };
    return progressFrame(shown, columns, nowMs, link);
  }

  return {
    // The words at the end name the film.
    saved: () => undefined,
    keepsWarnings: false,
    update(watched) {
      transferring = undefined;
      if (watched.event || !latest || !isLost(watched.connection)) heardMs = Date.now();
      latest = watched;
    },
    reaching(connection) {
      reached = connection;
    },
    transfer(transfer) {
      transferring = transfer;
    },
    started({ id }) {
      paint.clear();
      lines = 0;
      stream.write(`Job ${id} on ${host ?? 'this computer'}\n`);
    },
    cancelling(state) {
      cancel = state;
      draw();
    },
    finish() {
      if (finished) return;
      finished = true;
      clearInterval(timer);
      keys?.dispose();
      paint.clear();
      paint.done();
    },
  };
}

function styled(span: Span, colour: boolean): string {
  const style = STYLES[span.tone];
  return colour && style ? styleText(style, span.text) : span.text;
}
