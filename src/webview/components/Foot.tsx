import { useLayoutEffect, useRef } from 'preact/hooks';
import { connectionView, footButtons } from '../model/foot.ts';
import { now } from '../store.ts';
import { FOOT } from '../strings.ts';
import { Icon } from '../ui/Icon.tsx';
import { Buttons } from '../ui/toolkit.tsx';
import type { JobProps } from './jobProps.ts';
import './Foot.css';

/** The connection in words, and the actions. */
export function Foot({ job, state, mood }: JobProps) {
  const buttons = footButtons(job, state, now.peek());
  const ref = useKeptFocus(buttons.map(({ key }) => key).join(' '));
  return (
    <footer class="foot" data-mood={mood}>
      <div class="foot-line">
        <Connection job={job} state={state} mood={mood} />
        <div class="foot-actions" role="group" aria-label={FOOT.actions} ref={ref}>
          <Buttons buttons={buttons} />
        </div>
      </div>
    </footer>
  );
}

function Connection({ job, state }: JobProps) {
  const { icon, strong, soft, spoken } = connectionView(job, state, now.value);
  return (
    <div class="connection">
      <p class="unseen" role="status">
        {spoken}
      </p>
      <Icon name={icon} />
      <p aria-hidden="true">
        {strong} <span class="connection-soft">{soft}</span>
      </p>
    </div>
  );
}

/** When the button that had focus goes, focus moves to the first one. */
function useKeptFocus(keys: string) {
  const ref = useRef<HTMLDivElement>(null);
  const inside = useRef(false);
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return undefined;
    const watch = (): void => {
      inside.current = box.contains(document.activeElement);
    };
    document.addEventListener('focusin', watch);
    document.addEventListener('pointerdown', watch);
    return () => {
      document.removeEventListener('focusin', watch);
      document.removeEventListener('pointerdown', watch);
    };
  }, []);
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box || !inside.current || box.contains(document.activeElement)) return;
    box.querySelector<HTMLElement>('vscode-button')?.focus();
  }, [keys]);
  return ref;
}
