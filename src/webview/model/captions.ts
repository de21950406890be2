// The captions of the film, read from WebVTT: the panel draws them itself, so that they keep out of the controls.

export interface Cue {
  start: number;
  end: number;
  text: string;
}

const TIMES = /^((?:\d+:)?\d\d:\d\d\.\d{3})\s+-->\s+((?:\d+:)?\d\d:\d\d\.\d{3})/;

/** The cues of a WebVTT file, in order. What is not a cue is passed over; markup is taken out. */
export function parseCaptions(vtt: string): Cue[] {
  const cues: Cue[] = [];
  for (const block of vtt.replaceAll('\r\n', '\n').split(/\n{2,}/)) {
    const lines = block.split('\n');
    const at = lines.findIndex((line) => line.includes('-->'));
    const times = TIMES.exec(lines[at] ?? '');
    if (!times) continue;
    const text = lines
      .slice(at + 1)
      .join('\n')
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&nbsp;', '\u00A0')
      .replaceAll('&amp;', '&')
      .trim();
    if (text) cues.push({ start: seconds(times[1] ?? ''), end: seconds(times[2] ?? ''), text });
  }
  return cues.sort((a, b) => a.start - b.start);
}

function seconds(time: string): number {
  return time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** What is said at a time; empty when nothing is. */
export function captionAt(cues: readonly Cue[], at: number): string {
  return cues.findLast(({ start, end }) => start <= at && at < end)?.text ?? '';
}
