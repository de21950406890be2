/** What a file that a script names is, read from its own bytes. */
export type MediaInfo = PictureInfo | ClipInfo | SoundInfo;

interface MediaFile {
  /** Absolute, all links followed. */
  path: string;
  /** As people call it: `PNG`, `MP4`. */
  format: string;
  /** ffmpeg's demuxer, forced with `-f`. */
  demuxer: string;
  sizeBytes: number;
}

export interface PictureInfo extends MediaFile {
  kind: 'picture';
  /** Pixels as it is seen: its orientation is already applied. */
  width: number;
  height: number;
  /** EXIF orientation, 1–8. */
  orientation: number;
}

export interface ClipInfo extends MediaFile {
  kind: 'clip';
  /** Pixels as it is seen: rotation and pixel aspect are already applied. */
  width: number;
  height: number;
  seconds: number;
  hasSound: boolean;
  /** A GIF or APNG: begins again when it has ended. */
  loops: boolean;
  /** As ffmpeg calls it, when the file says: `bt709`, `smpte170m`, `bt2020nc`. */
  colorSpace?: string;
}

export interface SoundInfo extends MediaFile {
  kind: 'sound';
  seconds: number;
}
