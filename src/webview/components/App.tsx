import { useEffect, useRef } from 'preact/hooks';
import { recall, remember } from '../host.ts';
import { troubleView } from '../model/failure.ts';
import { chosen, mood, panel } from '../store.ts';
import { BLANK } from '../strings.ts';
import { Blank } from './Blank.tsx';
import { Failure } from './Failure.tsx';
import { Foot } from './Foot.tsx';
import { Job } from './Job.tsx';
import { Jobs } from './Jobs.tsx';
import './App.css';

/** The whole panel, a function of one state. */
export function App() {
  const state = panel.value;
  const job = chosen.value;
  const jobMood = mood.value;
  useRememberedScroll(state !== undefined);
  if (!state) return <main class="panel" aria-label={BLANK.loading} aria-busy="true" />;
  const trouble = troubleView(state);
  const several = state.jobs.length > 1;
  return (
    <main class="panel" aria-label={job?.snapshot.title ?? BLANK.loading}>
      <div class={several ? 'body two' : 'body'}>
        {trouble ? <Failure failure={trouble} /> : null}
        {job && jobMood ? (
          <Job key={job.snapshot.id} job={job} state={state} mood={jobMood} />
        ) : (
          <Blank state={state} />
        )}
        {several ? <Jobs state={state} /> : null}
      </div>
      {job && jobMood ? <Foot key={job.snapshot.id} job={job} state={state} mood={jobMood} /> : null}
    </main>
  );
}

/** Comes back to where the person was, once there is something to scroll. */
function useRememberedScroll(ready: boolean): void {
  const restored = useRef(false);
  useEffect(() => {
    if (!ready || restored.current) return;
    restored.current = true;
    window.scrollTo(0, recall().scroll);
    window.addEventListener('scrollend', () => remember({ scroll: window.scrollY }));
  }, [ready]);
}
