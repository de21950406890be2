import { ICONS, type IconName, type IconPart } from './icons.ts';
import './Icon.css';

export type IconTone = 'plain' | 'ok' | 'warn' | 'bad' | 'note' | 'go' | 'dim';

const TONES: Readonly<Partial<Record<IconName, IconTone>>> = {
  done: 'ok',
  live: 'ok',
  now: 'go',
  bad: 'bad',
  warn: 'warn',
  offline: 'warn',
  note: 'note',
  cached: 'dim',
  waiting: 'dim',
  cancelled: 'dim',
  clock: 'dim',
  closed: 'dim',
};

interface IconProps {
  name: IconName;
  /** Turns while work goes on. */
  spin?: boolean;
  /** Instead of the icon's own colour. */
  tone?: IconTone;
}

/** An icon of 16, unseen by screen readers: words say the same. */
export function Icon({ name, spin = false, tone = TONES[name] ?? 'plain' }: IconProps) {
  const parts: readonly IconPart[] = ICONS[name];
  return (
    <svg class={`icon tone-${tone}${spin ? ' spin' : ''}`} viewBox="0 0 16 16" aria-hidden="true">
      {parts.map(({ d, solid, cut }) => (
        <path key={d} d={d} class={solid ? 'solid' : cut ? 'cut' : undefined} />
      ))}
    </svg>
  );
}
