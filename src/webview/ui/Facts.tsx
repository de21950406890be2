import type { ComponentChildren } from 'preact';
import './Facts.css';

interface FactsProps {
  facts: readonly string[];
  /** Stands before the others. */
  first?: ComponentChildren;
  /** `small` beside headings, `strong` in the text's own colour. */
  kind?: 'plain' | 'small' | 'strong';
}

/** Facts joined by dots. Each wraps as a whole, and no line begins with a dot. */
export function Facts({ facts, first, kind = 'plain' }: FactsProps) {
  if (facts.length === 0 && !first) return null;
  return (
    <ul class={`facts facts-${kind}`}>
      {first ? <li key="first">{first}</li> : null}
      {facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  );
}
