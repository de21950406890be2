import { send } from '../host.ts';
import type { FailureView } from '../model/failure.ts';
import { ERROR } from '../strings.ts';
import { Divider, Buttons } from '../ui/toolkit.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Tool } from '../ui/Tool.tsx';
import './Notice.css';
import './Failure.css';

/** What happened, why, what to do and what is kept; its own buttons; codes last and small. */
export function Failure({ failure }: { failure: FailureView }) {
  const { title, paragraphs, buttons, code, stage, correlationId } = failure;
  return (
    <div class="notice failure" role="alert">
      <Icon name="bad" />
      <div>
        <h2>{title}</h2>
        {paragraphs.map((text) => (
          <p key={text}>{text}</p>
        ))}
        {buttons.length > 0 ? <Buttons buttons={buttons} /> : null}
        {code || correlationId ? <Divider /> : null}
        {code || correlationId ? (
          <ul class="facts facts-small trace">
            {code ? (
              <li>
                <span>
                  {ERROR.code} <code>{code}</code>
                </span>
              </li>
            ) : null}
            {stage ? <li>{ERROR.stage(stage)}</li> : null}
            {correlationId ? (
              <li>
                <span>
                  {ERROR.correlation} <code>{correlationId}</code>
                </span>
                <Tool
                  icon="copy"
                  label={ERROR.copyCorrelation}
                  onPress={() => send({ type: 'copy', text: correlationId })}
                />
              </li>
            ) : null}
          </ul>
        ) : null}
      </div>
    </div>
  );
}
