import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { GlobalFonts } from '@napi-rs/canvas';
import { AuraError } from '../../../protocol/protocol.ts';
import table from './fonts.json' with { type: 'json' };
import type { Face, Theme } from './themes/theme.ts';

interface Family {
  package: string;
  weights: readonly number[];
  subsets: readonly string[];
}

const FAMILIES: Readonly<Record<string, Family>> = table.families;

/** Families behind each theme's own, for scripts it lacks. Joined scripts stand before symbols, emoji before symbols that are both. */
const FALLBACKS = ['Commissioner', 'Noto Sans Arabic', 'Noto Sans Hebrew', 'Noto Sans Devanagari'] as const;
const EMOJI = 'Noto Color Emoji';
const SYMBOLS = ['Noto Sans Math', 'Noto Sans Symbols 2'] as const;

/** What text must hold before the large emoji file is read (160 ms). */
const EMOJI_TEXT = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3/u;

/** Families of the system for Chinese, Japanese and Korean, by language, best first. Used when they are installed. */
const CJK_FAMILIES = {
  ja: [
    'Hiragino Sans',
    'Hiragino Kaku Gothic ProN',
    'Yu Gothic',
    'Meiryo',
    'Noto Sans CJK JP',
    'Noto Sans JP',
  ],
  'zh-Hans': ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'WenQuanYi Micro Hei'],
  'zh-Hant': ['PingFang TC', 'Microsoft JhengHei', 'Noto Sans CJK TC', 'Noto Sans TC'],
  ko: ['Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans CJK KR', 'Noto Sans KR', 'NanumGothic'],
} as const;

/** Families of the system for all the other scripts of the world. */
const WORLD_FAMILIES = [
  'Noto Sans Thai',
  'Noto Sans Bengali',
  'Noto Sans Tamil',
  'Noto Sans Telugu',
  'Noto Sans Georgian',
  'Noto Sans Armenian',
  'Noto Sans Ethiopic',
  'Noto Sans Khmer',
  'Noto Sans Lao',
  'Noto Sans Myanmar',
  'Thonburi',
  'Kohinoor Bangla',
  'Nirmala UI',
  'Leelawadee UI',
  'Ebrima',
  'Sylfaen',
  'Segoe UI',
  'Arial Unicode MS',
  'DejaVu Sans',
  'Segoe UI Symbol',
  'Apple Symbols',
];

const registered = new Set<string>();
let systemFamilies: ReadonlySet<string> | undefined;
const lists = new Map<string, string>();

/**
 * Path of a font file: in `fonts/` beside the bundle, else in the package it comes from.
 * @throws AuraError `E500-INTERNAL` when it is in neither.
 */
export function resolveFont(packageName: string, file: string): string {
  const bundled = fileURLToPath(new URL(`fonts/${file}`, import.meta.url));
  if (existsSync(bundled)) return bundled;
  try {
    return createRequire(import.meta.url).resolve(`@fontsource/${packageName}/files/${file}`);
  } catch (cause) {
    throw new AuraError('E500-INTERNAL', `The font ${file} is missing`, {
      remediation: 'Install Aura again: its folder of fonts is not complete.',
      cause,
    });
  }
}

/**
 * The CSS family list a face is drawn with, its own subsets first; registers the files with the canvas on first use.
 * @param language BCP 47: decides which shapes Chinese characters take.
 */
export function fontFamilies(face: Face, language: string): string {
  const key = `${face.family}\n${language}`;
  let list = lists.get(key);
  if (list === undefined) {
    systemFamilies ??= new Set(GlobalFonts.families.map(({ family }) => family));
    const own = [face.family, ...FALLBACKS].filter((family, index, all) => all.indexOf(family) === index);
    const shipped = [...own, EMOJI, ...SYMBOLS].flatMap((family) => aliases(family));
    const system = systemFallbacks(language, systemFamilies);
    list = [...shipped, ...system].map((family) => `"${family}"`).join(', ');
    for (const family of [...own, ...SYMBOLS]) registerFamily(family);
    lists.set(key, list);
  }
  return list;
}

/** Reads the emoji font when `text` needs it. */
export function ensureEmoji(text: string): void {
  if (!registered.has(EMOJI) && EMOJI_TEXT.test(text)) registerFamily(EMOJI);
}

const fingerprints = new Map<string, string>();

/**
 * Names everything that decides how letters of a theme look: the font files' bytes and the system's families that stand
 * in for scripts we do not ship. Part of each card's cache key.
 */
export function fontFingerprint(theme: Theme): string {
  const known = fingerprints.get(theme.name);
  if (known !== undefined) return known;
  const families = new Set(Object.values(theme.faces).map((face) => face.family));
  for (const family of [...FALLBACKS, EMOJI, ...SYMBOLS]) families.add(family);
  const hash = createHash('sha256');
  for (const family of [...families].sort()) {
    for (const { packageName, file } of filesOf(family)) {
      hash.update(file).update(readFileSync(resolveFont(packageName, file)));
    }
  }
  systemFamilies ??= new Set(GlobalFonts.families.map(({ family }) => family));
  hash.update(systemFallbacks('ja', systemFamilies).sort().join('\n'));
  const fingerprint = hash.digest('hex').slice(0, 32);
  fingerprints.set(theme.name, fingerprint);
  return fingerprint;
}

function systemFallbacks(language: string, present: ReadonlySet<string>): string[] {
  const first = cjkOf(language);
  const order = [first, ...Object.keys(CJK_FAMILIES).filter((key) => key !== first)];
  const cjk = order.flatMap((key) => [...CJK_FAMILIES[key as keyof typeof CJK_FAMILIES]]);
  return [...cjk, ...WORLD_FAMILIES].filter((family) => present.has(family));
}

function cjkOf(language: string): keyof typeof CJK_FAMILIES {
  const tag = language.toLowerCase();
  if (tag.startsWith('ko')) return 'ko';
  if (!tag.startsWith('zh')) return 'ja';
  return /hant|-tw|-hk|-mo/u.test(tag) ? 'zh-Hant' : 'zh-Hans';
}

function aliases(family: string): string[] {
  return (FAMILIES[family]?.subsets ?? []).map((subset) => `Aura ${family} ${subset}`);
}

function filesOf(family: string): { packageName: string; file: string; alias: string }[] {
  const entry = FAMILIES[family];
  if (!entry) throw new AuraError('E500-INTERNAL', `No font files are known for ${family}`);
  return entry.subsets.flatMap((subset) =>
    entry.weights.map((weight) => ({
      packageName: entry.package,
      file: `${entry.package}-${subset}-${weight}-normal.woff2`,
      alias: `Aura ${family} ${subset}`,
    })),
  );
}

function registerFamily(family: string): void {
  if (registered.has(family)) return;
  registered.add(family);
  for (const { packageName, file, alias } of filesOf(family)) {
    const path = resolveFont(packageName, file);
    if (GlobalFonts.register(readFileSync(path), alias)) continue;
    throw new AuraError('E500-INTERNAL', `The font ${file} cannot be read`, {
      remediation: 'Install Aura again: its folder of fonts is damaged.',
    });
  }
}
