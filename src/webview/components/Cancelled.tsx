import type { CancellationView } from '../model/cancellation.ts';
import { CANCELLED } from '../strings.ts';
import { Icon } from '../ui/Icon.tsx';
import { Section } from '../ui/Section.tsx';
import { Facts } from '../ui/Facts.tsx';
import './Cancelled.css';

/** How each provider answered the cancel. */
export function Cancelled({ view: { counts, rows, warnings } }: { view: CancellationView }) {
  return (
    <Section title={CANCELLED.title} beside={<Facts facts={counts} kind="small" />}>
      {rows.length > 0 ? (
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{CANCELLED.provider}</th>
              <th scope="col">{CANCELLED.usedFor}</th>
              <th scope="col">{CANCELLED.result}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, usedFor, icon, result, warning }) => (
              <tr key={`${name} ${usedFor}`}>
                <th scope="row">
                  <span class="table-name">{name}</span>
                </th>
                <td class="table-kind">{usedFor}</td>
                <td>
                  <span class="table-result">
                    <Icon name={icon} />
                    <span>
                      {result}
                      {warning ? <small>{warning}</small> : null}
                    </span>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {warnings.map((warning) => (
        <p key={warning}>{warning}</p>
      ))}
    </Section>
  );
}
