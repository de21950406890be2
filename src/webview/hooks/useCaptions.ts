import { useEffect, useState } from 'preact/hooks';
import { parseCaptions, type Cue } from '../model/captions.ts';

/** The cues behind a webview URI; none until they are read, or when they cannot be. */
export function useCaptions(uri: string | undefined): readonly Cue[] {
  const [cues, setCues] = useState<readonly Cue[]>([]);
  useEffect(() => {
    if (uri === undefined) return undefined;
    const reading = new AbortController();
    readCaptions(uri, reading.signal).then(setCues, () => setCues([]));
    return () => reading.abort();
  }, [uri]);
  return cues;
}

async function readCaptions(uri: string, signal: AbortSignal): Promise<readonly Cue[]> {
  const response = await fetch(uri, { signal });
  return response.ok ? parseCaptions(await response.text()) : [];
}
