import type { CSSProperties } from 'preact';
import { isLively } from '../model/life.ts';
import { timelineView, type StageView } from '../model/timeline.ts';
import { spokenProgress } from '../model/spoken.ts';
import { now } from '../store.ts';
import { TIMELINE } from '../strings.ts';
import { Icon } from '../ui/Icon.tsx';
import type { JobProps } from './jobProps.ts';
import './Timeline.css';

/** One bar of a segment for each stage; below each its name and its time. */
export function Timeline({ job, state, mood }: JobProps) {
  const nowMs = now.peek();
  const { stages, still, now: value } = timelineView(job, nowMs);
  const columns = stages.map(({ weight }) => `minmax(var(--least), ${Math.max(weight, 0.1)}fr)`).join(' ');
  const style = { '--columns': columns } as CSSProperties;
  const lively = isLively(job, nowMs) && mood === 'running';
  return (
    <div class={still ? 'timeline is-still' : 'timeline'}>
      <div
        class="segments"
        style={style}
        role="progressbar"
        aria-label={TIMELINE.progress}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={value}
        aria-valuetext={spokenProgress(job, state, nowMs)}
      >
        {stages.map((stage) => (
          <Segment key={stage.id} stage={stage} />
        ))}
      </div>
      <ol class="stages" style={style} aria-label={TIMELINE.stages}>
        {stages.map((stage) => (
          <StageName key={stage.id} stage={stage} lively={lively} />
        ))}
      </ol>
    </div>
  );
}

function Segment({ stage: { look, part, unknown } }: { stage: StageView }) {
  const full = look === 'done' || look === 'cached';
  return (
    <span class={`segment segment-${look}${unknown ? ' unknown' : ''}`}>
      {full || part > 0 || unknown ? <i style={{ '--part': full ? 1 : part } as CSSProperties} /> : null}
    </span>
  );
}

function StageName({ stage, lively }: { stage: StageView; lively: boolean }) {
  const { name, look, time, spoken, icon } = stage;
  return (
    <li class={`stage stage-${look}`} aria-current={look === 'now' ? 'step' : undefined}>
      <Icon name={icon} spin={icon === 'now' && lively} />
      <span class="stage-name">{name}</span>
      <span class="stage-time" aria-hidden={look === 'never' || undefined}>
        {time}
      </span>
      {spoken && spoken !== time ? <span class="unseen">, {spoken}</span> : null}
    </li>
  );
}
