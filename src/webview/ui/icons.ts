// Line icons on a grid of 16. `solid` parts are filled, the others are strokes.

export interface IconPart {
  readonly d: string;
  readonly solid?: true;
  /** Drawn in the colour of the page, on a solid part. */
  readonly cut?: true;
}

const RING = 'M8 2a6 6 0 1 1 0 12A6 6 0 1 1 8 2Z';
const FRAME = 'M2 3.5h12v9H2Z';

export const ICONS = {
  done: [
    { d: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 1 1 0-13Z', solid: true },
    { d: 'm5.2 8.2 2 2 3.7-4.3', cut: true },
  ],
  cached: [{ d: RING }, { d: 'm5.3 8.2 1.9 1.9 3.6-4.1' }],
  waiting: [{ d: RING }],
  now: [{ d: 'M8 2a6 6 0 1 1-6 6' }],
  bad: [{ d: RING }, { d: 'm5.8 5.8 4.4 4.4m0-4.4-4.4 4.4' }],
  warn: [{ d: 'M8 2.2 14.3 13.5H1.7Z' }, { d: 'M8 6.4v3.5m0 1.7v.1' }],
  note: [{ d: RING }, { d: 'M8 7.4V11M8 5v.1' }],
  cancelled: [{ d: RING }, { d: 'm3.9 12.1 8.2-8.2' }],
  clock: [{ d: RING }, { d: 'M8 4.6V8l2.4 1.6' }],
  live: [
    { d: 'M8 5.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 1 1 0-4.8Z', solid: true },
    { d: 'M4.4 4.4a5.1 5.1 0 0 0 0 7.2m7.2-7.2a5.1 5.1 0 0 1 0 7.2' },
  ],
  offline: [{ d: 'M1.5 8H6m4 0h4.5M6 5v6m4-6v6' }],
  closed: [{ d: 'M8 5.4a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 1 1 0-5.2Z' }],
  play: [{ d: 'M5 3.2v9.6L12.6 8Z', solid: true }],
  pause: [{ d: 'M4.5 3.5h2.3v9H4.5ZM9.2 3.5h2.3v9H9.2Z', solid: true }],
  captions: [{ d: FRAME }, { d: 'M7 6.9a1.6 1.6 0 1 0 0 2.2m4.6-2.2a1.6 1.6 0 1 0 0 2.2' }],
  sound: [
    { d: 'M2 6.2h2.4l3.2-2.8v9.2L4.4 9.8H2Z' },
    { d: 'M10 6a2.8 2.8 0 0 1 0 4m1.8-5.8a5.4 5.4 0 0 1 0 7.6' },
  ],
  muted: [{ d: 'M2 6.2h2.4l3.2-2.8v9.2L4.4 9.8H2Z' }, { d: 'm10.4 6.2 3.6 3.6m0-3.6-3.6 3.6' }],
  full: [{ d: 'M2.5 6V2.5H6m4 0h3.5V6m0 4v3.5H10m-4 0H2.5V10' }],
  small: [{ d: 'M6 2.5V6H2.5M10 2.5V6h3.5M10 13.5V10h3.5M6 13.5V10H2.5' }],
  film: [{ d: FRAME }, { d: 'M5 3.5v9m6-9v9M2 6.5h3m-3 3h3m6-3h3m-3 3h3' }],
  file: [{ d: 'M9 1.5H4a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h8a1 1 0 0 0 1-1v-8Zm0 0v4h4' }],
  image: [{ d: FRAME }, { d: 'm2 10.5 3.3-3 2.6 2.4 2-2 4.1 3.8M11 6v.1' }],
  download: [{ d: 'M8 2v8m0 0L4.8 6.8M8 10l3.2-3.2M2.5 13.5h11' }],
  folder: [{ d: 'M1.5 12.5v-9h4.2l1.5 2h7.3v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1Z' }],
  copy: [{ d: 'M5.5 5.5h8v9h-8Z' }, { d: 'M3.5 10.5h-1v-9h8v1.2' }],
  retry: [{ d: 'M13 8a5 5 0 1 1-1.6-3.7L13 5.6m0-3.2v3.2H9.8' }],
  close: [{ d: 'm3.8 3.8 8.4 8.4m0-8.4-8.4 8.4' }],
  chevron: [{ d: 'M6 3.5 10.5 8 6 12.5' }],
} as const satisfies Record<string, readonly IconPart[]>;

export type IconName = keyof typeof ICONS;
