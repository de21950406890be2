import type { PanelState } from '../../protocol/protocol.ts';
import { blankView } from '../model/blank.ts';
import { Buttons, Divider, Link } from '../ui/toolkit.tsx';
import { BlankSketch } from './BlankSketch.tsx';
import './Blank.css';

/** What stands where no job is. */
export function Blank({ state }: { state: PanelState }) {
  const { title, text, buttons, ways } = blankView(state);
  return (
    <div class="blank">
      <div class="blank-words">
        <h1>{title}</h1>
        <p>{text}</p>
        <Buttons buttons={buttons} />
        <Divider />
        <ul class="ways">
          {ways.map(({ action, link, text: words }) => (
            <li key={words}>
              {action && link ? <Link label={link} intent={{ type: 'action', action }} /> : null} {words}
            </li>
          ))}
        </ul>
      </div>
      <BlankSketch />
    </div>
  );
}
