import type { PanelJob, PanelState } from '../../protocol/protocol.ts';
import type { Mood } from '../model/mood.ts';

/** What every part of a job's view is a function of. */
export interface JobProps {
  job: PanelJob;
  state: PanelState;
  mood: Mood;
}
