import type { ThemeName } from '../../../../protocol/protocol.ts';

/** A typeface as a theme uses it. */
export interface Face {
  /** Family as `fonts.json` names it. */
  family: string;
  weight: number;
  /** Letter-spacing, em. */
  tracking: number;
}

/** Colours are `#rrggbb`. Text on `background` reaches 7:1; lines are decoration and carry no meaning. */
export interface ThemeColours {
  background: string;
  surface: string;
  text: string;
  muted: string;
  accent: string;
  accent2: string;
  line: string;
  codeFocus: string;
  /** Tones of the halo, outer to inner; empty where the theme has none. */
  rings: readonly string[];
  captionText: string;
  captionPlate: string;
  /** Opacity of the captions' plate, 0–1. */
  captionPlateAlpha: number;
}

export interface CodeColours {
  keyword: string;
  string: string;
  function: string;
  number: string;
  type: string;
  comment: string;
  punctuation: string;
  /** Opacity of lines out of focus, 0–1. */
  dim: number;
}

/** Colours of text on a picture and of the scrim between them. */
export interface PictureInk {
  scrim: string;
  text: string;
  place: string;
  accent: string;
}

/** Everything that makes a theme; sizes are fractions of the frame's short side, line heights of the size. */
export interface Theme {
  name: ThemeName;
  colours: ThemeColours;
  code: CodeColours;
  faces: {
    headline: Face;
    text: Face;
    strong: Face;
    label: Face;
    /** The label's light companion: sources, languages. */
    aside: Face;
    code: Face;
    caption: Face;
  };
  sizes: { title: number; heading: number; quote: number; number: number };
  lineHeights: { title: number; heading: number; quote: number; number: number };
  /** Factor of the title's size where the frame is not wide. */
  titleFactor: { tall: number; square: number };
  ornament: 'halo' | 'rules' | 'flag';
  marker: 'disc' | 'dash' | 'square';
  /** Headlines in capitals, in scripts that have them. */
  capitals: boolean;
  /** What text on pictures may look like; the one that needs the fainter scrim is taken, the first when they are equal. */
  onPicture: readonly PictureInk[];
  /** What replaces faces that have no Vietnamese letters, for a whole card, so that no word is of two faces. */
  vietnamese?: Pick<Theme, 'faces' | 'sizes' | 'lineHeights'>;
  /** Corners of panels and plates, of the short side. */
  radius: number;
}
