import { Fragment } from 'preact';
import { isLively, lifeView } from '../model/life.ts';
import { now } from '../store.ts';
import { Icon } from '../ui/Icon.tsx';
import type { JobProps } from './jobProps.ts';
import './Life.css';

/** What is going on, in one line, and how old the last sign of it is. */
export function Life({ job, state, mood }: JobProps) {
  const view = lifeView(job, state, now.value);
  if (!view) return null;
  const { icon, facts, age } = view;
  return (
    <p class="life" data-mood={mood}>
      <Icon name={icon} spin={icon === 'now' && isLively(job, now.peek())} />
      <span>
        {facts.map((fact, index) => (
          <Fragment key={fact}>
            {index > 0 ? '\u00A0· ' : null}
            <bdi>{fact}</bdi>
          </Fragment>
        ))}
        {age === undefined ? null : (
          <span class="age" aria-hidden="true">
            {age}
          </span>
        )}
      </span>
    </p>
  );
}
