import type { JobError, PanelAction, PanelIntent, PanelJob, PanelState } from '../../protocol/protocol.ts';
import { ACTIONS, ERROR, STAGE_NAMES } from '../strings.ts';
import { hostOf } from './mood.ts';

export interface ButtonView {
  key: string;
  label: string;
  intent: PanelIntent;
  primary: boolean;
  /** Shown, focusable, and does nothing. */
  disabled?: boolean;
}

export interface FailureView {
  title: string;
  paragraphs: readonly string[];
  buttons: readonly ButtonView[];
  code?: string;
  stage?: string;
  correlationId?: string;
}

export interface LogView {
  count: string;
  region: string;
  lines: readonly { time: string; text: string }[];
}

/** What people read of a code: `E210` of `E210-VISUALS`. */
export function shortCode(code: string): string {
  return code.split('-')[0] ?? code;
}

/** The way out that belongs to a kind of error and is not simply a retry. */
const ACTION_OF: Readonly<Record<string, PanelAction>> = {
  'E200-TTS': 'openSettings',
  'E302-FFMPEG_NOT_FOUND': 'openSettings',
  'E401-UNAUTHORIZED': 'openSettings',
  'E403-FORBIDDEN': 'openSettings',
};

/** Why a job failed, or its film could not be brought here, and what to do; `undefined` while neither is so. */
export function failureView(job: PanelJob, state: PanelState): FailureView | undefined {
  const { snapshot, transfer } = job;
  if (transfer?.kind === 'failed') return notSavedView(transfer.error);
  if (snapshot.status !== 'Failed') return undefined;
  const [error, ...others] = snapshot.errors;
  return {
    title: error?.message ?? ERROR.failed,
    paragraphs: [
      ...(error?.details ? [error.details] : []),
      ...others.map(({ message, details }) => (details ? `${message}: ${details}` : message)),
      ...(error ? [error.remediation] : []),
    ],
    buttons: error ? ownButtons(error, snapshot.id, hostOf(job, state).local) : [],
    ...(error ? { code: shortCode(error.code) } : {}),
    stage: STAGE_NAMES[snapshot.stage],
    correlationId: snapshot.correlationId,
  };
}

/** The film is made, so that nothing but the way here is the trouble. Its button is in the foot. */
function notSavedView({ code, message, details, remediation }: JobError): FailureView {
  return {
    title: ERROR.notSaved,
    paragraphs: [details ? `${message}: ${details}` : `${message}.`, remediation],
    buttons: [],
    code: shortCode(code),
  };
}

function ownButtons(error: JobError, jobId: string, local: boolean): ButtonView[] {
  // The ffmpeg of a server is nothing that a setting here could name.
  const action = local || error.code !== 'E302-FFMPEG_NOT_FOUND' ? ACTION_OF[error.code] : undefined;
  const buttons: Omit<ButtonView, 'primary'>[] = [
    ...(error.line === undefined
      ? []
      : [
          {
            key: 'line',
            label: ERROR.goToLine(error.line),
            intent: { type: 'goToLine', jobId, line: error.line } as const,
          },
        ]),
    ...(action
      ? [{ key: action, label: ACTIONS[action], intent: { type: 'action', action, jobId } as const }]
      : []),
  ];
  return buttons.map((button, index) => Object.assign(button, { primary: index === 0 }));
}

/** Trouble that is no job's, told in the same way. */
export function troubleView({ trouble }: PanelState): FailureView | undefined {
  if (!trouble) return undefined;
  return {
    title: trouble.title,
    paragraphs: [trouble.detail, trouble.remediation].filter((text) => text !== ''),
    buttons: trouble.actions.map((action, index) => ({
      key: action,
      label: ACTIONS[action],
      intent: { type: 'action', action },
      primary: index === 0,
    })),
    ...(trouble.correlationId ? { correlationId: trouble.correlationId } : {}),
  };
}

/** `14:02:31.118`, `[14:02:31]` or an ISO time at the start of a line. */
const LINE_TIME = /^\[?((?:\d{4}-\d\d-\d\dT)?\d\d:\d\d:\d\d(?:[.,]\d+)?Z?)\]?(?=\s)/;

/** The tail of the log; `undefined` when none has come. */
export function logView({ logTail, logLines }: PanelJob): LogView | undefined {
  if (!logTail || logTail.length === 0) return undefined;
  return {
    count: ERROR.logTail(logTail.length, Math.max(logLines ?? 0, logTail.length)),
    region: ERROR.logRegion(logTail.length),
    lines: logTail.map((line) => {
      const time = LINE_TIME.exec(line)?.[0] ?? '';
      return { time, text: line.slice(time.length) };
    }),
  };
}
