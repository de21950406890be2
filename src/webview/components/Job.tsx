import { useMemo } from 'preact/hooks';
import type { PanelJob } from '../../protocol/protocol.ts';
import { cancellationView } from '../model/cancellation.ts';
import { failureView, logView } from '../model/failure.ts';
import { filmView } from '../model/film.ts';
import { noticesView } from '../model/notices.ts';
import { scenesView } from '../model/scenes.ts';
import { Announcer } from './Announcer.tsx';
import { Cancelled } from './Cancelled.tsx';
import { Failure } from './Failure.tsx';
import { Files } from './Files.tsx';
import { Film } from './Film.tsx';
import { Head } from './Head.tsx';
import { Life } from './Life.tsx';
import { Log } from './Log.tsx';
import { Made } from './Made.tsx';
import { Notices } from './Notices.tsx';
import { Scenes } from './Scenes.tsx';
import type { JobProps } from './jobProps.ts';
import { Timeline } from './Timeline.tsx';

/** The chosen job, its parts in the same order in every state. */
export function Job({ job, state, mood }: JobProps) {
  const jobId = job.snapshot.id;
  const done = mood === 'done';
  const film = useMemo(() => filmView(job), [job]);
  const scenes = useMemo(() => scenesView(job, mood), [job, mood]);
  const failure = failureView(job, state);
  const cancelled = cancellationView(job);
  const log = logView(job);
  return (
    <div class="job">
      <Announcer job={job} state={state} />
      <Head job={job} state={state} />
      {done ? null : <Timeline job={job} state={state} mood={mood} />}
      {done && failure ? <Failure failure={failure} /> : null}
      {film ? <Film film={film} /> : null}
      {done ? <Files job={job} /> : null}
      {!done && failure ? <Failure failure={failure} /> : null}
      {failure && log ? <Log jobId={jobId} log={log} open /> : null}
      <Life job={job} state={state} mood={mood} />
      {cancelled ? <Cancelled view={cancelled} /> : null}
      {scenes.scenes.length > 0 ? <Scenes jobId={jobId} view={scenes} ratio={ratioOf(job)} /> : null}
      <Notices jobId={jobId} notices={noticesView(job, mood)} />
      {!failure && log ? <Log jobId={jobId} log={log} open={false} /> : null}
      {done ? <Made job={job} state={state} mood={mood} /> : null}
    </div>
  );
}

function ratioOf({ snapshot: { film } }: PanelJob): number {
  return film && film.height > 0 ? film.width / film.height : 16 / 9;
}
