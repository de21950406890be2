import type { JobError } from '../../protocol/protocol.ts';
import type { Host } from '../connection/host.ts';

/** A button of a message. */
export interface NoticeAction {
  title: string;
  command: string;
  args: readonly unknown[];
}

const SHOW_LOG: NoticeAction = { title: 'Show Log', command: 'aura.showLog', args: [] };

/** The setting that mends an error, where one does. */
export function settingFor(code: string | undefined): string | undefined {
  if (code === 'E302-FFMPEG_NOT_FOUND') return 'aura.ffmpegPath';
  return code === 'E200-TTS' ? 'aura.voice' : undefined;
}

/**
 * The buttons that help with an error, the most helpful first.
 *
 * @param server the server that it is the trouble of, if it is one's.
 */
export function actionsFor(code: string, server?: Host): readonly NoticeAction[] {
  if (server) return serverActions(code, server);
  const setting = settingFor(code);
  if (setting !== undefined) {
    return [{ title: 'Open Settings', command: 'aura.openSettings', args: [setting] }];
  }
  switch (code) {
    case 'E503-UNAVAILABLE':
    case 'E305-JOB_STALLED':
      return [{ title: 'Restart Engine', command: 'aura.restartEngine', args: [] }, SHOW_LOG];
    case 'E400-BAD_REQUEST':
    case 'E404-NOT_FOUND':
    case 'E409-CONFLICT':
    case 'E422-SCRIPT':
      return [];
    default:
      return [SHOW_LOG];
  }
}

function serverActions(code: string, { key }: Host): readonly NoticeAction[] {
  if (code === 'E401-UNAUTHORIZED') {
    return [{ title: 'Enter Token…', command: 'aura.enterToken', args: [key] }];
  }
  return [
    { title: 'Reconnect Now', command: 'aura.reconnect', args: [] },
    { title: 'Connect to Server…', command: 'aura.connectToServer', args: [] },
  ];
}

/** An error in one or two sentences: what happened, why, what to do. */
export function errorSentence({ message, details, remediation }: JobError): string {
  const cause = details === undefined || details === '' || details.includes('\n') ? '' : `: ${details}`;
  return [`${message}${cause}`, remediation]
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
    .map((sentence) => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`))
    .join(' ');
}
