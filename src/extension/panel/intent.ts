import * as v from 'valibot';
import type { PanelAction, PanelIntent } from '../../protocol/protocol.ts';

/** The command that carries out each button of the panel. */
export const ACTION_COMMANDS: Readonly<Partial<Record<PanelAction, string>>> = {
  openScript: 'aura.openScript',
  newScript: 'aura.newScript',
  runDemo: 'aura.runDemo',
  generate: 'aura.generateVideo',
  cancel: 'aura.cancelJob',
  retry: 'aura.retry',
  showLog: 'aura.openRenderLog',
  openVideo: 'aura.openVideo',
  revealOutput: 'aura.revealOutput',
  reconnect: 'aura.reconnect',
  restartEngine: 'aura.restartEngine',
  openSettings: 'aura.openSettings',
  enterToken: 'aura.enterToken',
  download: 'aura.downloadFilm',
  connectServer: 'aura.connectToServer',
  copyReport: 'aura.copyReport',
  remove: 'aura.removeJob',
  clearHistory: 'aura.clearHistory',
};

const ActionSchema = v.custom<PanelAction>(
  (value) => typeof value === 'string' && Object.hasOwn(ACTION_COMMANDS, value),
);

const IntentSchema = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('action'), action: ActionSchema, jobId: v.optional(v.string()) }),
  v.object({ type: v.literal('choose'), jobId: v.string() }),
  v.object({
    type: v.literal('goToLine'),
    jobId: v.string(),
    line: v.pipe(v.number(), v.integer(), v.minValue(1)),
  }),
  v.object({ type: v.literal('openArtifact'), jobId: v.string(), name: v.string() }),
  v.object({ type: v.literal('copy'), text: v.pipe(v.string(), v.maxLength(1_000_000)) }),
]);

/** What a webview asks for, or `undefined` when it is nothing we know. */
export function parseIntent(message: unknown): PanelIntent | undefined {
  const parsed = v.safeParse(IntentSchema, message);
  return parsed.success ? (parsed.output as PanelIntent) : undefined;
}
