import type { CSSProperties } from 'preact';
import { useRoving } from '../hooks/useRoving.ts';
import { useRows } from '../hooks/useRows.ts';
import type { ScenesView } from '../model/scenes.ts';
import { SCENES } from '../strings.ts';
import { Facts } from '../ui/Facts.tsx';
import { Section } from '../ui/Section.tsx';
import { SceneCard } from './SceneCard.tsx';
import './Scenes.css';

/** Above this many scenes only the visible rows are drawn. */
const ALL = 120;
/** So many fill one row. */
const FEW = 5;

/** The strip of scenes. One Tab stop; arrows move in it. */
export function Scenes({ jobId, view, ratio }: { jobId: string; view: ScenesView; ratio: number }) {
  const { scenes, counts } = view;
  const rows = useRows(scenes.length, ALL);
  const { active, list } = useRoving(scenes.length, rows.reveal);
  const reachable = active >= rows.from && active < rows.to ? active : rows.from;
  const style = {
    '--ratio': Math.max(ratio, 1),
    paddingTop: `${rows.before}px`,
    paddingBottom: `${rows.after}px`,
  } as CSSProperties;
  return (
    <Section title={SCENES.title} beside={<Facts facts={counts} kind="small" />}>
      <ol class={scenes.length <= FEW ? 'strip few' : 'strip'} ref={rows.ref} style={style} {...list}>
        {scenes.slice(rows.from, rows.to).map((scene, index) => (
          <SceneCard
            key={scene.id}
            scene={scene}
            jobId={jobId}
            index={rows.from + index}
            total={scenes.length}
            reachable={rows.from + index === reachable}
          />
        ))}
      </ol>
    </Section>
  );
}
