/** Keys of the film, in front matter or on a title page. */
export const FILM_KEYS = [
  'title',
  'author',
  'language',
  'voice',
  'rate',
  'pitch',
  'cast',
  'aspect',
  'resolution',
  'fps',
  'theme',
  'captions',
  'music',
  'target',
  'motion',
  'narration',
  'transition',
] as const;

/** Keys of one scene, in a comment, in its own front matter or in a Fountain note. */
export const SCENE_KEYS = [
  'title',
  'eyebrow',
  'voice',
  'rate',
  'pitch',
  'duration',
  'transition',
  'motion',
  'image',
  'card',
  'narration',
  'note',
  'notes',
] as const;

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

/** Marp's directives. Source: marpit.marp.app/directives and Marp Core's and CLI's own. */
const MARP =
  words(`marp style headingDivider size math paginate header footer class backgroundColor backgroundImage
  backgroundPosition backgroundRepeat backgroundSize color description keywords url image lang inlineSVG`);

/** Slidev's headmatter and per-slide keys. Source: sli.dev/custom. */
const SLIDEV =
  words(`titleTemplate info keywords presenter browserExporter download exportFilename export twoslash
  lineNumbers monaco monacoTypesSource monacoTypesAdditionalPackages remoteAssets selectable record contextMenu wakeLock
  overviewSnapshots colorSchema routerMode aspectRatio canvasWidth themeConfig defaults drawings htmlAttrs seoMeta fonts
  highlighter mdc comark favicon plantUmlServer addons layout clicks clicksStart disabled hide hideInToc level
  preload routeAlias src zoom dragPos background backgroundSize class url image codeCopy magicMotion magicMotionDuration
  timer duration name preloadImages editor notesAutoRuby css unocss`);

/** Of blogs, wikis and other tools: known, and none of our business. */
const OTHERS =
  words(`date created updated lastmod modified published draft tags tag categories category slug permalink
  aliases alias description summary excerpt keywords subtitle authors cover layout weight sidebar_position sidebar
  toc output documentclass bibliography csl format jupyter execute editor type status id uid url redirect_from
  cssclass cssclasses publish share robots canonical robots version license copyright contact source credit notes
  comments head prev next outline`);

const FOREIGN = new Set([...MARP, ...SLIDEV, ...OTHERS]);
/** Slidev is recognised by these, which nobody else has. */
const SLIDEV_ONLY = new Set(
  words(`layout drawings routerMode mdc comark highlighter colorSchema canvasWidth clicks
  twoslash themeConfig aspectRatio hideInToc lineNumbers monaco addons`),
);

/** Whether another tool's key, also in Marp's spot (`_class`) and old global (`$theme`) form. */
export function isForeignKey(key: string): boolean {
  return FOREIGN.has(key) || /^[_$]/.test(key);
}

export function isSlidevKey(key: string): boolean {
  return SLIDEV_ONLY.has(key);
}

/** Whether the key can set a scene: ours, Marp's or Slidev's. */
export function isSceneKey(key: string): boolean {
  return (SCENE_KEYS as readonly string[]).includes(key) || isForeignKey(key);
}

/** Words that people write for a key of ours. */
const SYNONYMS: Readonly<Record<string, string>> = {
  length: 'duration',
  time: 'duration',
  seconds: 'duration',
  picture: 'image',
  img: 'image',
  photo: 'image',
  video: 'image',
  speaker: 'voice',
  narrator: 'voice',
  subtitles: 'captions',
  soundtrack: 'music',
  speed: 'rate',
  ratio: 'aspect',
  framerate: 'fps',
  frames: 'fps',
  characters: 'cast',
  voices: 'cast',
  kind: 'card',
};

/** The key that was probably meant: a synonym, else one at most two edits away. */
export function nearestKey(key: string, keys: readonly string[]): string | undefined {
  const lower = key.toLowerCase();
  if (keys.includes(lower)) return lower;
  const synonym = Object.hasOwn(SYNONYMS, lower) ? SYNONYMS[lower] : undefined;
  if (synonym !== undefined && keys.includes(synonym)) return synonym;
  return nearest(lower, keys);
}

/** The candidate with the fewest edits, at most two and fewer than half its length. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestEdits = 3;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestEdits) continue;
    const count = edits(word.toLowerCase(), candidate.toLowerCase());
    if (count < bestEdits && count * 2 < candidate.length) {
      best = candidate;
      bestEdits = count;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function edits(from: string, to: string): number {
  if (from.length > 60 || to.length > 60) return Infinity;
  let older: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        cost = Math.min(cost, (older[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    older = previous;
    previous = current;
  }
  return previous[to.length] ?? Infinity;
}
