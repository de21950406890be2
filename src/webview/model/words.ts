// Times, sizes and lengths, in the words of the panel.
import { TIME } from '../strings.ts';

const NBSP = '\u00A0';

/** `0.4 s`, from 10 s `12 s`, from 60 s `1:02`, from an hour `1:02:03`. */
export function duration(seconds: number): string {
  const time = Math.max(0, seconds);
  if (time < 9.95) return `${time.toFixed(1)}${NBSP}s`;
  if (time < 59.5) return `${Math.round(time)}${NBSP}s`;
  return clock(Math.round(time));
}

/** `0:04`, `1:02`, `1:02:03`: a place in the film, whole seconds, cut off. */
export function clock(seconds: number): string {
  const whole = Math.floor(Math.max(0, seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** The length of a scene: `9.8 s` when measured, `14 s` when estimated, from 60 s `1:02`. */
export function sceneLength(seconds: number, measured: boolean): string {
  if (seconds >= 59.5) return clock(Math.round(seconds));
  return `${measured ? seconds.toFixed(1) : Math.round(seconds)}${NBSP}s`;
}

/** A length of about so long, rough: `6 s`, `2 min`, `1 h 10 min`. */
export function roughly(seconds: number): string {
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))}${NBSP}s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}${NBSP}min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)}${NBSP}h${rest > 0 ? ` ${rest}${NBSP}min` : ''}`;
}

/** `about 6 s left`; under 2 s `nearly done`; unknown `time left not known`. */
export function left(seconds: number | undefined): string {
  if (seconds === undefined) return TIME.leftUnknown;
  return seconds < 2 ? TIME.nearlyDone : TIME.left(roughly(seconds));
}

/** `0.4 s ago`; `6 s ago` when only whole seconds matter. */
export function ago(seconds: number, whole = false): string {
  return TIME.ago(whole && seconds >= 1 && seconds < 59.5 ? roughly(Math.floor(seconds)) : duration(seconds));
}

/** For ears: `6 seconds`, `1 minute 2 seconds`, `4.9 seconds`. */
export function spokenTime(seconds: number, exact = false): string {
  if (exact && seconds < 9.95) return TIME.seconds(seconds.toFixed(1));
  const whole = Math.round(Math.max(0, seconds));
  const parts = [
    ...(whole >= 3600 ? [TIME.hours(Math.floor(whole / 3600))] : []),
    ...(Math.floor(whole / 60) % 60 > 0 ? [TIME.minutes(Math.floor(whole / 60) % 60)] : []),
    ...(whole % 60 > 0 || whole === 0 ? [TIME.seconds(String(whole % 60))] : []),
  ];
  return parts.join(' ');
}

/** `0.6 KB`, `212 KB`, `8.4 MB`, `1.2 GB`: decimal units. */
export function size(bytes: number): string {
  const units = ['KB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 99.95 ? value.toFixed(1) : Math.round(value)}${NBSP}${units[unit] ?? ''}`;
}

/** `today, 13:58`, `yesterday, 17:20`, `12 Nov, 17:20`, in this computer's time zone. */
export function dayAndTime(iso: string, nowMs: number): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return '';
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  const midnight = new Date(nowMs);
  midnight.setHours(0, 0, 0, 0);
  const yesterday = new Date(midnight);
  yesterday.setDate(yesterday.getDate() - 1);
  if (date >= midnight) return `${TIME.day.today}, ${time}`;
  if (date >= yesterday) return `${TIME.day.yesterday}, ${time}`;
  return `${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${time}`;
}

/** The part of a path after its last separator. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).pop() ?? path;
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}
