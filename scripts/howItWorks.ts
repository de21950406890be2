// Draws the README's picture of how Aura works: `npx tsx scripts/howItWorks.ts`.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';

const require = createRequire(import.meta.url);
for (const weight of [400, 600]) {
  const file = `@fontsource/commissioner/files/commissioner-latin-${weight}-normal.woff2`;
  GlobalFonts.register(readFileSync(require.resolve(file)), `Aura ${weight}`);
}

const [WIDTH, HEIGHT, SCALE] = [1200, 470, 2];
const canvas = createCanvas(WIDTH * SCALE, HEIGHT * SCALE);
const c = canvas.getContext('2d');
c.scale(SCALE, SCALE);

const COLOURS = {
  bg: '#0F1720',
  surface: '#18232E',
  text: '#F3EFE6',
  muted: '#A9B4BE',
  accent: '#FFC27A',
  blue: '#8EC5E8',
  line: '#33424F',
};

c.fillStyle = COLOURS.bg;
c.fillRect(0, 0, WIDTH, HEIGHT);

function text(
  words: string,
  x: number,
  y: number,
  size: number,
  colour: string,
  weight = 400,
  align: CanvasTextAlign = 'left',
): void {
  c.font = `${size}px "Aura ${weight}"`;
  c.fillStyle = colour;
  c.textAlign = align;
  c.fillText(words, x, y);
}

function box(
  x: number,
  y: number,
  w: number,
  h: number,
  title: string,
  lines: readonly string[],
  edge = COLOURS.line,
): void {
  c.fillStyle = COLOURS.surface;
  c.strokeStyle = edge;
  c.lineWidth = 1.5;
  c.beginPath();
  c.roundRect(x, y, w, h, 8);
  c.fill();
  c.stroke();
  text(title, x + 16, y + 32, 19, COLOURS.text, 600);
  for (const [index, line] of lines.entries()) text(line, x + 16, y + 58 + index * 21, 15, COLOURS.muted);
}

function arrow(x0: number, y0: number, x1: number, y1: number, colour: string, both = false): void {
  c.strokeStyle = colour;
  c.fillStyle = colour;
  c.lineWidth = 2;
  c.beginPath();
  c.moveTo(x0, y0);
  c.lineTo(x1, y1);
  c.stroke();
  const angle = Math.atan2(y1 - y0, x1 - x0);
  for (const [x, y, turn] of [[x1, y1, angle], ...(both ? [[x0, y0, angle + Math.PI]] : [])] as [
    number,
    number,
    number,
  ][]) {
    c.beginPath();
    c.moveTo(x, y);
    c.lineTo(x - 10 * Math.cos(turn - 0.45), y - 10 * Math.sin(turn - 0.45));
    c.lineTo(x - 10 * Math.cos(turn + 0.45), y - 10 * Math.sin(turn + 0.45));
    c.fill();
  }
}

box(40, 40, 230, 150, 'Your script', ['Markdown, Fountain', 'or plain text,', 'in the editor']);
box(40, 280, 230, 150, 'The panel', ['progress, scenes,', 'cancel, retry,', 'the film with sound']);
arrow(155, 196, 155, 272, COLOURS.line);

c.fillStyle = '#131D27';
c.beginPath();
c.roundRect(400, 40, 760, 390, 10);
c.fill();
text('The engine, a process of its own', 424, 74, 16, COLOURS.muted, 600);
text('requests in,', 335, 214, 13, COLOURS.muted, 400, 'center');
text('events out', 335, 268, 13, COLOURS.muted, 400, 'center');
arrow(276, 235, 394, 235, COLOURS.blue, true);

const stages: [string, string[]][] = [
  ['Brief · Script', ['scenes, voices,', 'pictures found']],
  ['Voice', ['spoken, measured,', 'word by word']],
  ['Visuals', ['a card for', 'every scene']],
  ['Compose', ['lengths, captions,', 'reveals']],
  ['Render', ['a piece for every', 'scene and fade']],
  ['Finish', ['sound, joined,', 'checked']],
];
for (const [index, [title, lines]] of stages.entries()) {
  const x = 424 + (index % 3) * 240;
  const y = 96 + Math.floor(index / 3) * 116;
  box(x, y, 212, 96, title, lines, index === 5 ? COLOURS.accent : COLOURS.line);
  if (index % 3 < 2) arrow(x + 214, y + 48, x + 236, y + 48, COLOURS.accent);
}
text(
  'Cache: every voice, card and piece by its content. An edit rebuilds only its own scenes.',
  424,
  352,
  15,
  COLOURS.text,
);
text(
  'Journal: every event is on disk before anybody sees it. A killed engine goes on where it stopped.',
  424,
  380,
  15,
  COLOURS.text,
);
text('Out: name.mp4 · name.srt · name.vtt beside your script', 424, 408, 15, COLOURS.accent, 600);

writeFileSync('docs/how-it-works.png', canvas.toBuffer('image/png'));
