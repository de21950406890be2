import type { PanelJob, PanelState } from '../../protocol/protocol.ts';
import { headView, headWords } from '../model/head.ts';
import { now } from '../store.ts';
import { HEAD } from '../strings.ts';
import { Facts } from '../ui/Facts.tsx';
import { Link } from '../ui/toolkit.tsx';
import { Ticking } from '../ui/Ticking.tsx';
import './Head.css';

/** Title and facts; one big percent and, in words, the time left. */
export function Head({ job, state }: { job: PanelJob; state: PanelState }) {
  const { title, source, facts, percent, still } = headView(job, now.peek());
  const jobId = job.snapshot.id;
  const toScript = source ? (
    <Link label={source} name={HEAD.goToScript(source)} intent={{ type: 'goToLine', jobId, line: 1 }} />
  ) : undefined;
  return (
    <header class={still ? 'head is-still' : 'head'}>
      <div>
        <h1>{title}</h1>
        <Facts facts={facts} first={toScript} kind={percent === undefined ? 'strong' : 'plain'} />
      </div>
      {percent === undefined ? null : (
        <div class="score" aria-hidden="true">
          <div class="percent">
            {percent}
            <span class="percent-unit">%</span>
          </div>
          <div class="score-words">
            <Ticking read={(nowMs) => headWords(job, state, nowMs)} />
          </div>
        </div>
      )}
    </header>
  );
}
