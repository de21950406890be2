import type { CSSProperties } from 'preact';
import type { PanelState } from '../../protocol/protocol.ts';
import { send } from '../host.ts';
import { rowsView, type RowView } from '../model/rows.ts';
import { now } from '../store.ts';
import { ACTIONS, ROWS, TIMELINE } from '../strings.ts';
import { Facts } from '../ui/Facts.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Section } from '../ui/Section.tsx';
import { Tool } from '../ui/Tool.tsx';
import { Link } from '../ui/toolkit.tsx';
import './Jobs.css';

/** The jobs that are not chosen: those that go on, and the history. */
export function Jobs({ state }: { state: PanelState }) {
  const { other, otherCounts, history, historyCount, canClear } = rowsView(state, now.peek());
  const clear = <Link label={ACTIONS.clearHistory} intent={{ type: 'action', action: 'clearHistory' }} />;
  return (
    <div class="jobs">
      {other.length > 0 ? (
        <Section title={ROWS.other} beside={<Facts facts={otherCounts} kind="small" />}>
          <ul class="rows">{other.map(row)}</ul>
        </Section>
      ) : null}
      {history.length > 0 ? (
        <Section
          title={ROWS.history}
          beside={
            <span class="section-count">
              {historyCount}
              {canClear ? <> · {clear}</> : null}
            </span>
          }
        >
          <ul class="rows">{history.map(row)}</ul>
        </Section>
      ) : null}
    </div>
  );
}

function row(view: RowView) {
  return <Row key={view.id} row={view} />;
}

function Row({ row: { id, title, icon, spin, facts, percent, tools } }: { row: RowView }) {
  return (
    <li>
      <Icon name={icon} spin={spin} />
      <div class="row-main">
        <button type="button" class="row-title" onClick={() => send({ type: 'choose', jobId: id })}>
          {title}
        </button>
        <Facts facts={facts} kind="small" />
      </div>
      <div class="row-end">
        {percent === undefined ? null : <Meter title={title} percent={percent} />}
        {tools.map((tool) => (
          <Tool
            key={tool.icon}
            icon={tool.icon}
            label={tool.label}
            disabled={tool.disabled ?? false}
            onPress={() => send(tool.intent)}
          />
        ))}
      </div>
    </li>
  );
}

function Meter({ title, percent }: { title: string; percent: number }) {
  return (
    <>
      <span
        class="meter"
        role="progressbar"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <i style={{ '--part': percent / 100 } as CSSProperties} />
      </span>
      <span class="row-number" aria-hidden="true">
        {TIMELINE.percent(percent)}
      </span>
    </>
  );
}
