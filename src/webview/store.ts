// The one state of the panel: the newest whole snapshot from the host, and the time.
import { computed, signal } from '@preact/signals';
import type { PanelMessage, PanelState } from '../protocol/protocol.ts';
import { chosenJob, moodOf } from './model/mood.ts';

/** Ages change twice a second. */
const TICK_MS = 500;

const state = signal<PanelState | undefined>(undefined);
let clockOffsetMs = 0;
let ticking: ReturnType<typeof setInterval> | undefined;

/** The host's time, epoch ms. It moves only while something on the panel shows it. */
export const now = signal(Date.now(), {
  watched() {
    ticking = setInterval(readClock, TICK_MS);
  },
  unwatched() {
    clearInterval(ticking);
  },
});

export const panel = computed(() => state.value);
export const chosen = computed(() => (state.value ? chosenJob(state.value) : undefined));
/** What the chosen job is doing; changes with the job and with time. */
export const mood = computed(() => (chosen.value ? moodOf(chosen.value, now.value) : undefined));

function readClock(): void {
  now.value = Date.now() - clockOffsetMs;
}

function show(next: PanelState): void {
  clockOffsetMs = next.sentAtMs === undefined ? 0 : Date.now() - next.sentAtMs;
  readClock();
  state.value = next;
}

/** Shows every state that the host sends, at most one in a frame: the newest. */
export function listen(window: Window): void {
  let pending: PanelState | undefined;
  const flush = (): void => {
    if (pending) show(pending);
    pending = undefined;
  };
  window.addEventListener('message', ({ data }: MessageEvent<PanelMessage | undefined>) => {
    if (data?.type !== 'state') return;
    const scheduled = pending !== undefined;
    pending = data.state;
    if (window.document.hidden) flush();
    else if (!scheduled) window.requestAnimationFrame(flush);
  });
  window.document.addEventListener('visibilitychange', flush);
}
