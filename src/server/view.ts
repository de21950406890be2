import type { Artifact, JobEvent, JobSnapshot, Output } from '../protocol/protocol.ts';
import { createMasker, type Mask } from './mask.ts';

/** What a reader may see of jobs: on this machine everything, elsewhere URL paths in place of the server's own. */
export interface JobView {
  snapshot(snapshot: JobSnapshot): JobSnapshot;
  event(event: JobEvent): JobEvent;
  text(text: string): string;
  /** Anything that goes out as JSON. */
  value<T>(value: T): T;
}

export const LOCAL_VIEW: JobView = {
  snapshot: (snapshot) => snapshot,
  event: (event) => event,
  text: (text) => text,
  value: (value) => value,
};

/** @param masks folders of the server and what stands for each, e.g. `$DATA`; a new list when there are more. */
export function remoteView(masks: () => readonly Mask[]): JobView {
  let known = masks();
  let mask = createMasker(known);

  function text(value: string): string {
    const now = masks();
    if (now !== known) {
      known = now;
      mask = createMasker(now);
    }
    return mask(value);
  }

  /** Masks every string of a value that came from JSON; what has nothing to mask is not copied, as that is most of it. */
  const deep = <T>(value: T): T => {
    if (typeof value === 'string') return text(value) as T;
    if (Array.isArray(value)) {
      const masked = value.map(deep);
      return masked.some((item, index) => item !== value[index]) ? (masked as T) : value;
    }
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value);
    const masked = fields.map(([key, field]): [string, unknown] => [key, deep(field)]);
    const same = masked.every(([, field], index) => field === fields[index]?.[1]);
    return same ? value : (Object.fromEntries(masked) as T);
  };

  return {
    text,
    value: deep,
    snapshot(snapshot) {
      const { artifacts, output, ...rest } = snapshot;
      return {
        ...deep(rest),
        artifacts: artifacts.map((artifact) => byUrl(snapshot.id, artifact)),
        ...(output ? { output: outputByUrl(snapshot.id, output, artifacts) } : {}),
      };
    },
    event(event) {
      if (event.event !== 'job-completed') return deep(event);
      const { artifacts, output, ...rest } = event.data;
      const data = {
        ...deep(rest),
        artifacts: artifacts.map((artifact) => byUrl(event.data.jobId, artifact)),
        output: outputByUrl(event.data.jobId, output, artifacts),
      };
      return { ...event, data };
    },
  };
}

function byUrl(jobId: string, artifact: Artifact): Artifact {
  const path = `/api/jobs/${encodeURIComponent(jobId)}/artifacts/${encodeURIComponent(artifact.name)}`;
  return { ...artifact, path };
}

function outputByUrl(jobId: string, output: Output, artifacts: readonly Artifact[]): Output {
  const url = (path: string): string => {
    const artifact = artifacts.find((candidate) => candidate.path === path);
    return artifact ? byUrl(jobId, artifact).path : (path.split(/[\\/]/).at(-1) ?? '');
  };
  return { ...output, videoPath: url(output.videoPath), subtitlePath: url(output.subtitlePath) };
}
