import type { ScriptFormat } from '../../protocol/protocol.ts';

const BY_EXTENSION: Readonly<Record<string, ScriptFormat>> = {
  md: 'markdown',
  markdown: 'markdown',
  mdown: 'markdown',
  mkd: 'markdown',
  mdx: 'markdown',
  qmd: 'markdown',
  fountain: 'fountain',
  spmd: 'fountain',
};

/** How much of a text is looked at. */
const SAMPLE = 20_000;

/** Tells the format by the file's extension, else (`.txt`, no name) by what the text looks like. */
export function detectFormat(name: string | undefined, text: string): ScriptFormat {
  const extension = name === undefined ? undefined : /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  const known =
    extension !== undefined && Object.hasOwn(BY_EXTENSION, extension) ? BY_EXTENSION[extension] : undefined;
  if (known) return known;
  const sample = text.slice(0, SAMPLE).replace(/^\uFEFF/, '');
  if (looksLikeFountain(sample)) return 'fountain';
  return looksLikeMarkdown(sample) ? 'markdown' : 'text';
}

function looksLikeFountain(text: string): boolean {
  const headings = text.match(/^(?:INT|EXT|EST|I\/E)[./ ].*$/gm)?.length ?? 0;
  const titlePage = /^\s*Title:.*\r?\n(?:.*\r?\n)*?(?:Credit|Authors?|Draft date|Source):/i.test(
    text.slice(0, 1000),
  );
  const cues = text.match(/(?:^|\r?\n)\r?\n[\p{Lu}][\p{Lu} .'()-]+\r?\n[^\r\n]/gu)?.length ?? 0;
  return (headings > 0 && cues > 0) || headings > 1 || (titlePage && cues > 0);
}

function looksLikeMarkdown(text: string): boolean {
  if (/^---[ \t]*\r?\n[A-Za-z_][\w-]*[ \t]*:/.test(text)) return true;
  const signs = [
    /^#{1,6} \S/m,
    /^(?:-{3,}|\*{3,}|_{3,})[ \t]*$/m,
    /^```/m,
    /!\[[^\]\n]*\]\([^)\n]+\)/,
    /\[[^\]\n]+\]\([^)\n]+\)/,
    /^[-*+] \S.*\r?\n[-*+] \S/m,
    /^> \S/m,
    /<!--/,
    /^\|.*\|.*\r?\n\|[ :|-]+\|/m,
  ];
  return signs.some((sign) => sign.test(text));
}
