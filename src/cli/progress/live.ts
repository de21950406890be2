import { styleText } from 'node:util';
import { createLogUpdate } from 'log-update';
import type { JobSnapshot } from '../../protocol/protocol.ts';
import type { ProgressDisplay } from './display.ts';
import { progressFrame, type Span, type Tone } from './frame.ts';

const STYLES: Readonly<Record<Tone, Parameters<typeof styleText>[0] | undefined>> = {
  plain: undefined,
  bold: 'bold',
  dim: 'dim',
  accent: 'cyan',
  ok: 'green',
  bad: 'red',
  warn: 'yellow',
};

/** A display that redraws itself in place, ten times a second, on a terminal. */
export function liveDisplay(stream: NodeJS.WriteStream, colour: boolean): ProgressDisplay {
  const paint = createLogUpdate(stream);
  let latest: JobSnapshot | undefined;
  let stopping = false;

  const draw = (): void => {
    if (!latest) return;
    const shown = stopping ? { ...latest, cancelling: true, message: 'Cancelling' } : latest;
    const frame = progressFrame(shown, stream.columns ?? 80, Date.now());
    paint(frame.map((line) => line.map((span) => styled(span, colour)).join('')).join('\n'));
  };
  const timer = setInterval(draw, 100);

  return {
    keepsWarnings: false,
    update(_event, snapshot) {
      latest = snapshot;
    },
    cancelling() {
      stopping = true;
      draw();
    },
    finish(snapshot) {
      clearInterval(timer);
      stopping = false;
      latest = snapshot;
      paint.clear();
      paint.done();
    },
  };
}

function styled(span: Span, colour: boolean): string {
  const style = STYLES[span.tone];
  return colour && style ? styleText(style, span.text) : span.text;
}
