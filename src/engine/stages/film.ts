import type { Cue } from '../media/captions/cue.ts';
import type { CardLayout, CardSpec } from '../media/cards/card.ts';
import type { FilmSpec } from '../media/film/spec.ts';
import type { SceneVisual } from '../media/film/visual.ts';
import type { ClipInfo, PictureInfo, SoundInfo } from '../media/pictures/media.ts';
import type { ResolvedVoice } from '../providers/tts/registry.ts';
import type { NarratedWord } from '../media/audio/narration.ts';
import type { Scene, Script, Utterance } from '../script/scene.ts';
import type { ResolvedOptions } from '../../protocol/protocol.ts';
import type { Point } from '../media/pictures/subject.ts';

/** What the planning stage hands on: the script as it stands and how the film is to be. */
export interface FilmBrief {
  script: Script;
  options: ResolvedOptions;
  spec: FilmSpec;
}

/** A scene with everything it names found. */
export interface PlannedScene {
  scene: Scene;
  /** Estimated length, seconds. */
  seconds: number;
  narration: readonly { utterance: Utterance; voice: ResolvedVoice }[];
  media?: PictureInfo | ClipInfo;
  /** SHA-256 of the media's bytes, for cache keys. */
  mediaHash?: string;
  /** Whether it fades in over the scene before. */
  fades: boolean;
  /** Key under which a finished scene is remembered. */
  key: string;
  cached: boolean;
}

/** What the script stage hands on: everything that is needed to build, and nothing left to find. */
export interface PlannedFilm extends FilmBrief {
  title: string;
  /** BCP 47. */
  language: string;
  scenes: readonly PlannedScene[];
  narrator: ResolvedVoice;
  music?: SoundInfo;
}

/** A scene's narration, spoken. */
export interface SpokenScene {
  /** WAV file in the cache; absent when nothing is said. */
  sound?: string;
  /** Length of the sound. */
  seconds: number;
  words: readonly NarratedWord[];
}

/** A scene's card, laid out, and the key of its content. */
export interface DrawnScene {
  card: CardSpec;
  layout: CardLayout;
  key: string;
  /** What of a full-bleed picture must stay in the frame. */
  focus?: Point;
}

/** A scene at its place in the film. */
export interface TimedScene {
  planned: PlannedScene;
  spoken: SpokenScene;
  drawn: DrawnScene;
  /** First frame in the film. */
  start: number;
  frames: number;
  /** Frames of the crossfade at its beginning; 0 where it is cut. */
  joint: number;
  /** Seconds of the film. */
  cues: readonly Cue[];
  visual: SceneVisual;
  /** Names what the visual shows, frame by frame. */
  visualKey: string;
}

/** The whole film in time. */
export interface Timeline {
  scenes: readonly TimedScene[];
  frames: number;
  /** Length of the film. */
  seconds: number;
  cues: readonly Cue[];
}
