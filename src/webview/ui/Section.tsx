import type { ComponentChildren } from 'preact';
import './Section.css';

interface SectionProps {
  title: string;
  /** Beside the heading. */
  beside?: ComponentChildren;
  children: ComponentChildren;
}

/** A part of the panel under a heading. */
export function Section({ title, beside, children }: SectionProps) {
  return (
    <section class="section" aria-label={title}>
      <div class="section-bar">
        <h2>{title}</h2>
        {beside}
      </div>
      {children}
    </section>
  );
}
