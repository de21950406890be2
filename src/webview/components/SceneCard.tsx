import type { CSSProperties } from 'preact';
import { send } from '../host.ts';
import type { SceneView } from '../model/scenes.ts';
import { Icon } from '../ui/Icon.tsx';
import './SceneCard.css';

interface SceneCardProps {
  scene: SceneView;
  jobId: string;
  /** From 0. */
  index: number;
  total: number;
  /** Whether Tab stops here. */
  reachable: boolean;
}

/** Picture, number, length and state of a scene. A press goes to its line. */
export function SceneCard({ scene, jobId, index, total, reachable }: SceneCardProps) {
  const { look, number, length, state, icon, label, part, picture, line } = scene;
  return (
    <li aria-setsize={total} aria-posinset={number}>
      <button
        type="button"
        class={`scene scene-${look}`}
        data-index={index}
        tabIndex={reachable ? 0 : -1}
        onClick={() => send({ type: 'goToLine', jobId, line })}
      >
        <span class="unseen">{label}</span>
        <span class="picture" aria-hidden="true">
          {picture ? (
            <img src={picture} alt="" loading="lazy" decoding="async" draggable={false} />
          ) : (
            <Sketch />
          )}
          {part === undefined ? null : <i style={{ '--part': part } as CSSProperties} />}
        </span>
        <span class="scene-row" aria-hidden="true">
          <span class="scene-number">{number}</span>
          <span class="scene-length">{length}</span>
        </span>
        <span class="scene-state" aria-hidden="true">
          <Icon name={icon} spin={look === 'building'} />
          {state}
        </span>
      </button>
    </li>
  );
}

/** Stands for a picture that is not there yet. */
function Sketch() {
  return (
    <svg class="sketch-card" viewBox="0 0 160 90" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <path d="M24 28h52" />
      <path class="soft" d="M24 46h112M24 58h88M24 70h104" />
    </svg>
  );
}
