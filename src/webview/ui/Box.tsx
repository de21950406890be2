import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { recall, remember } from '../host.ts';
import { Icon } from './Icon.tsx';
import './Box.css';

interface BoxProps {
  /** What its being open is remembered by. */
  name: string;
  title: string;
  count?: string;
  /** How it stands until somebody opens or closes it. */
  open?: boolean;
  children: ComponentChildren;
}

/** A box that opens and closes, and stays as it was left. */
export function Box({ name, title, count, open = false, children }: BoxProps) {
  const [isOpen, setOpen] = useState(recall().open[name] ?? open);
  const onToggle = ({ currentTarget }: { currentTarget: HTMLDetailsElement }): void => {
    if (currentTarget.open === isOpen) return;
    setOpen(currentTarget.open);
    remember({ open: { ...recall().open, [name]: currentTarget.open } });
  };
  return (
    <details class="box" open={isOpen} onToggle={onToggle}>
      <summary>
        <Icon name="chevron" />
        <b>{title}</b>
        {count ? <span class="section-count">{count}</span> : null}
      </summary>
      {children}
    </details>
  );
}
