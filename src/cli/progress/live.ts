import { styleText } from 'node:util';
import { createLogUpdate } from 'log-update';
import type { WatchedJob } from '../../client/watch.ts';
import { isLost } from './connection.ts';
import type { ProgressDisplay, Transfer } from './display.ts';
import { listenForEnter } from './enterKey.ts';
import { progressFrame, transferFrame, type Link, type Span, type Tone } from './frame.ts';

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
  let transferring: Transfer | undefined;
  let heardMs = Date.now();
  let stopping = false;
  let finished = false;
  let enter: { dispose(): void } | undefined;

  const draw = (): void => {
    const frame = currentFrame(stream.columns || 80, Date.now());
    if (frame) paint(frame.map((line) => line.map((span) => styled(span, colour)).join('')).join('\n'));
  };
  const timer = setInterval(draw, 100);

  function currentFrame(columns: number, nowMs: number): Span[][] | undefined {
    if (transferring) return transferFrame(transferring, columns, nowMs, host ?? '');
    if (!latest) return undefined;
    const { snapshot, connection } = latest;
    const shown = stopping ? { ...snapshot, cancelling: true, message: 'Cancelling' } : snapshot;
    const link: Link | undefined =
      host === undefined ? undefined : { host, connection, heardMs, enter: enter !== undefined };
    return progressFrame(shown, columns, nowMs, link);
  }

  /** Reads the keyboard only while a key can do something. */
  function offerEnter(lost: boolean): void {
    if (lost) enter ??= listenForEnter(onWake);
    else {
      enter?.dispose();
      enter = undefined;
    }
  }

  return {
    keepsWarnings: false,
    update(watched) {
      transferring = undefined;
      if (watched.event || !latest || !isLost(watched.connection)) heardMs = Date.now();
      latest = watched;
      offerEnter(isLost(watched.connection));
    },
    transfer(transfer) {
      transferring = transfer;
    },
    cancelling() {
      stopping = true;
      draw();
    },
    finish() {
      if (finished) return;
      finished = true;
      clearInterval(timer);
      offerEnter(false);
      paint.clear();
      paint.done();
    },
  };
}

function styled(span: Span, colour: boolean): string {
  const style = STYLES[span.tone];
  return colour && style ? styleText(style, span.text) : span.text;
}
