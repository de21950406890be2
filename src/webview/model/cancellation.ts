import type { PanelJob, ProviderStatus } from '../../protocol/protocol.ts';
import type { IconName } from '../ui/icons.ts';
import { CANCELLED, STAGE_NAMES } from '../strings.ts';

export interface CancellationView {
  counts: readonly string[];
  rows: readonly { name: string; usedFor: string; icon: IconName; result: string; warning?: string }[];
  /** Warnings of the cancel as a whole. */
  warnings: readonly string[];
}

const USED_FOR: Readonly<Record<string, string>> = {
  llm: STAGE_NAMES.script,
  script: STAGE_NAMES.script,
  tts: STAGE_NAMES.tts,
  voice: STAGE_NAMES.tts,
  visuals: STAGE_NAMES.visuals,
  images: STAGE_NAMES.visuals,
  render: STAGE_NAMES.render,
  encoder: STAGE_NAMES.render,
  ffmpeg: STAGE_NAMES.render,
  finalize: STAGE_NAMES.finalize,
};

/** How each provider answered a cancel; `undefined` when none took part. */
export function cancellationView({ snapshot }: PanelJob): CancellationView | undefined {
  const { cancellation } = snapshot;
  if (snapshot.status !== 'Canceled' || !cancellation) return undefined;
  const { providerStatuses, warnings } = cancellation;
  if (providerStatuses.length === 0 && warnings.length === 0) return undefined;
  const stopped = providerStatuses.filter(({ status }) => status === 'Cancelled').length;
  const rows = providerStatuses.map(row);
  const told = new Set(rows.map(({ warning }) => warning));
  return {
    counts: [
      ...(stopped > 0 ? [CANCELLED.stopped(stopped)] : []),
      ...(rows.length > stopped ? [CANCELLED.notStopped(rows.length - stopped)] : []),
    ],
    rows,
    warnings: warnings.filter((warning) => !told.has(warning)),
  };
}

function row(provider: ProviderStatus): CancellationView['rows'][number] {
  return {
    name: provider.providerName,
    usedFor: USED_FOR[provider.providerType.toLowerCase()] ?? provider.providerType,
    icon: provider.status === 'Cancelled' ? 'done' : 'warn',
    result: CANCELLED[provider.status],
    ...(provider.warning ? { warning: provider.warning } : {}),
  };
}
