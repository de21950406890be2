/** Size in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** A window into a picture, in pixels of the picture, fractions allowed. */
export interface Window extends Size {
  x: number;
  y: number;
}

/** How the frame travels over a picture. */
export interface MotionPath {
  /** Size to which the picture must be prepared; windows are in its pixels. */
  source: Size;
  /** Fill `source` and cut what sticks out, or stand whole on the background. */
  fit: 'cover' | 'contain';
  start: Window;
  end: Window;
  /** Frames of movement; afterwards it rests. 0: it does not move. */
  frames: number;
  /** Frames of ease at both ends. */
  ease: number;
}

export interface MotionOptions {
  /** Picture as it is seen, after its orientation. */
  picture: Size;
  frame: Size;
  /** Frames for which it will be seen, with those under the crossfade to the next scene. */
  frames: number;
  fps: number;
  mode: 'auto' | 'none' | 'in' | 'out';
  /** Hash of the picture's bytes: decides the direction, so that scenes before it do not. */
  hash: string;
}

const ZOOM = 1.06;
const SLIDE = 0.08;
const SAME_ASPECT = 0.03;
const TOO_TALL = 0.6;
const MOST_ENLARGED = 1.5;
/** Of the frame's width (or height, for a slide upwards), per second. */
const SPEED = 0.012;
const REST_AFTER_S = 12;
const EASE_S = 0.4;

/**
 * Chooses the path of a picture by its shape: same as the frame's zooms by up to 6 %, wider slides sideways, taller slides
 * upwards by up to 8 %; much taller or too small stands whole and still.
 */
export function planMotion(options: MotionOptions): MotionPath {
  const { picture, frame, fps } = options;
  const ratio = picture.width / picture.height / (frame.width / frame.height);
  const enlarged = Math.max(frame.width / picture.width, frame.height / picture.height);
  const whole = { x: 0, y: 0, ...frame };
  const still = { source: frame, start: whole, end: whole, frames: 0, ease: 0 };
  if (ratio < TOO_TALL || enlarged > MOST_ENLARGED) return { ...still, fit: 'contain' };
  if (options.mode === 'none') return { ...still, fit: 'cover' };

  const frames = Math.min(options.frames, Math.round(REST_AFTER_S * fps));
  const ease = Math.min(Math.round(EASE_S * fps), Math.floor(frames / 2));
  const moving = { fit: 'cover' as const, frames, ease };
  // An eased path is as fast in its middle as one that is shorter by one ease.
  const reach = (SPEED * Math.max(1, frames - ease)) / fps;
  const forwards = (Number.parseInt(options.hash.slice(-2), 16) || 0) % 2 === 0;

  if (Math.abs(ratio - 1) <= SAME_ASPECT || options.mode !== 'auto') {
    const zoom = Math.min(ZOOM, 1 + reach);
    const source = { width: evenUp(frame.width * zoom), height: evenUp(frame.height * zoom) };
    const far = { x: 0, y: 0, ...source };
    const near = {
      x: (source.width - frame.width) / 2,
      y: (source.height - frame.height) / 2,
      ...frame,
    };
    const inwards = options.mode === 'auto' ? forwards : options.mode === 'in';
    return { ...moving, source, start: inwards ? far : near, end: inwards ? near : far };
  }
  const travel = Math.min(SLIDE, reach);
  if (ratio > 1) {
    const distance = Math.min(travel, ratio - 1) * frame.width;
    const source = { width: evenUp(frame.width + distance), height: frame.height };
    const [from, to] = forwards ? [0, source.width - frame.width] : [source.width - frame.width, 0];
    return { ...moving, source, start: { ...whole, x: from }, end: { ...whole, x: to } };
  }
  const distance = Math.min(travel, 1 / ratio - 1) * frame.height;
  const source = { width: frame.width, height: evenUp(frame.height + distance) };
  return { ...moving, source, start: { ...whole, y: source.height - frame.height }, end: whole };
}

function evenUp(value: number): number {
  return Math.ceil(value / 2) * 2;
}

/** How far along its path a picture is at a frame, 0–1: even speed with eased ends. */
export function progressAt(path: MotionPath, frame: number): number {
  const { frames: length, ease } = path;
  if (length === 0) return 0;
  const at = Math.min(Math.max(frame, 0), length);
  const speed = 1 / (length - ease);
  if (at < ease) return (speed * at * at) / (2 * ease);
  if (at <= length - ease) return speed * (at - ease / 2);
  return 1 - (speed * (length - at) ** 2) / (2 * ease);
}

/** {@link progressAt} as an ffmpeg expression of `frame`, itself an expression. */
export function progressExpression(path: MotionPath, frame: string): string {
  const { frames: length, ease } = path;
  if (length === 0) return '0';
  const speed = 1 / (length - ease);
  const at = 'ld(0)';
  const middle = `${speed}*(${at}-${ease / 2})`;
  if (ease === 0) return `st(0,min(${frame},${length}));${middle}`;
  const rising = `${speed / (2 * ease)}*${at}*${at}`;
  const falling = `1-${speed / (2 * ease)}*(${length}-${at})*(${length}-${at})`;
  return `st(0,min(${frame},${length}));if(lt(${at},${ease}),${rising},if(lte(${at},${length - ease}),${middle},${falling}))`;
}
