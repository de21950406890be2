import { useRef } from 'preact/hooks';
import type { PanelJob, PanelState } from '../../protocol/protocol.ts';
import { announcementKey, spokenProgress } from '../model/spoken.ts';
import { now } from '../store.ts';

/** Speaks on a change of stage, at the quarters and at the end; keeps silent in between. */
export function Announcer({ job, state }: { job: PanelJob; state: PanelState }) {
  const said = useRef({ key: '', text: '' });
  const key = announcementKey(job);
  if (said.current.key !== key) said.current = { key, text: spokenProgress(job, state, now.peek()) };
  return (
    <p class="unseen" role="status">
      {said.current.text}
    </p>
  );
}
