import type { PanelAction, PanelState } from '../../protocol/protocol.ts';
import { ACTIONS, BLANK } from '../strings.ts';
import type { ButtonView } from './failure.ts';

export interface BlankView {
  title: string;
  text: string;
  buttons: readonly ButtonView[];
  /** Other ways, as sentences that begin with a link or have none. */
  ways: readonly { action?: PanelAction; link?: string; text: string }[];
}

/** What stands where no job is: an invitation that fits what the editor shows. */
export function blankView({ script, host, offers = [], trouble }: PanelState): BlankView {
  const [title, text, actions] = invitation(script, host);
  return {
    title,
    text,
    buttons: actions.map((action, index) => ({
      key: action,
      label: ACTIONS[action],
      intent: { type: 'action', action },
      primary: index === 0 && !trouble,
    })),
    ways: [
      { text: BLANK.demo },
      ...(offers.includes('connectServer')
        ? [
            host.local
              ? way('connectServer', BLANK.connectLink, BLANK.connect)
              : way('connectServer', BLANK.changeLink, BLANK.change),
          ]
        : []),
      ...(offers.includes('doctor') ? [way('doctor', ACTIONS.doctor, BLANK.check)] : []),
    ],
  };
}

function invitation(script: PanelState['script'], host: PanelState['host']): [string, string, PanelAction[]] {
  if (!script) {
    return [
      BLANK.title,
      host.local ? BLANK.text : BLANK.textRemote(host.label),
      ['openScript', 'newScript', 'runDemo'],
    ];
  }
  if (script.empty)
    return [BLANK.emptyTitle(script.name), BLANK.emptyText, ['newScript', 'openScript', 'runDemo']];
  const text = host.local ? BLANK.readyText : BLANK.readyTextRemote(host.label);
  return [BLANK.readyTitle(script.name), text, ['generate', 'runDemo']];
}

function way(action: PanelAction, link: string, text: string): BlankView['ways'][number] {
  return { action, link, text };
}
