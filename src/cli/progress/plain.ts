import { STAGE_TITLES } from '../../protocol/protocol.ts';
import type { ProgressDisplay } from './display.ts';
import { duration } from './words.ts';

/** A display for pipes and logs: one line per stage and per tenth of the way, warnings as they come. */
export function plainDisplay(write: (line: string) => void): ProgressDisplay {
  let tenth = 0;
  return {
    keepsWarnings: true,
    update(event, snapshot) {
      if (event.event === 'film-plan' && event.data.from === 0) {
        const { plan, title } = event.data;
        write(
          `${title}: ${plan.build} of ${plan.total} scenes to build, about ${duration(plan.seconds)} of film`,
        );
      } else if (event.event === 'step-status' && event.data.status !== 'started') {
        const { step, status, durationMs, cached } = event.data;
        const time = cached ? 'cached' : durationMs === undefined ? status : duration(durationMs / 1000);
        write(`${pad(snapshot.percent)} ${STAGE_TITLES[step]} ${time}`);
      } else if (event.event === 'step-progress' && Math.floor(event.data.percent / 10) > tenth) {
        tenth = Math.floor(event.data.percent / 10);
        write(`${pad(event.data.percent)} ${event.data.message}`);
      } else if (event.event === 'warning') {
        write(`warning: ${event.data.message}`);
      } else if (event.event === 'step-error') {
        write(`warning: ${event.data.error.message}`);
      }
    },
    cancelling: () => write('cancelling'),
    finish: () => undefined,
  };
}

function pad(percent: number): string {
  return `${String(Math.floor(percent)).padStart(3)} %`;
}
