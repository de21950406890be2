// Draws the pictures of the examples: `npx tsx scripts/pictures.ts`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';

/** Deterministic noise, so that the pictures are the same every time. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function vertical(c: SKRSContext2D, y0: number, y1: number, stops: readonly [number, string][]): void {
  const gradient = c.createLinearGradient(0, y0, 0, y1);
  for (const [at, colour] of stops) gradient.addColorStop(at, colour);
  c.fillStyle = gradient;
}

function ridge(c: SKRSContext2D, points: readonly [number, number][], height: number, fill: string): void {
  c.fillStyle = fill;
  c.beginPath();
  const [first] = points;
  c.moveTo(first?.[0] ?? 0, height);
  for (const [x, y] of points) c.lineTo(x, y);
  c.lineTo(points.at(-1)?.[0] ?? 0, height);
  c.fill();
}

/** A lighthouse on its rock, an hour after sunset, the beam over the sea. */
function lighthouse(width: number, height: number): Buffer {
  const canvas = createCanvas(width, height);
  const c = canvas.getContext('2d');
  const random = randomOf(7);
  const horizon = height * 0.66;

  vertical(c, 0, horizon, [
    [0, '#0B1A33'],
    [0.45, '#1F3A5F'],
    [0.72, '#5B5B80'],
    [0.88, '#C9785E'],
    [1, '#F3B06B'],
  ]);
  c.fillRect(0, 0, width, horizon);
  for (let star = 0; star < 150; star += 1) {
    const y = random() ** 1.6 * horizon * 0.6;
    c.fillStyle = `rgba(255, 244, 220, ${(0.75 * (1 - y / (horizon * 0.62)) * random()).toFixed(3)})`;
    const radius = 0.7 + random() * 1.6;
    c.beginPath();
    c.arc(random() * width, y, radius, 0, Math.PI * 2);
    c.fill();
  }

  const sun = c.createRadialGradient(width * 0.24, horizon, 0, width * 0.24, horizon, width * 0.34);
  sun.addColorStop(0, 'rgba(255, 214, 140, 0.75)');
  sun.addColorStop(0.4, 'rgba(255, 170, 110, 0.25)');
  sun.addColorStop(1, 'rgba(255, 150, 100, 0)');
  c.fillStyle = sun;
  c.fillRect(0, 0, width, horizon);

  for (const [y, length, x, alpha] of [
    [0.5, 0.42, 0.05, 0.28],
    [0.545, 0.3, 0.36, 0.22],
    [0.585, 0.5, 0.12, 0.3],
    [0.43, 0.22, 0.02, 0.16],
  ] as const) {
    c.fillStyle = `rgba(60, 50, 88, ${alpha})`;
    c.beginPath();
    c.ellipse(width * (x + length / 2), height * y, (width * length) / 2, height * 0.011, 0, 0, Math.PI * 2);
    c.fill();
  }

  vertical(c, horizon, height, [
    [0, '#E0A06C'],
    [0.06, '#A5697A'],
    [0.25, '#3E4C70'],
    [1, '#0C1B30'],
  ]);
  c.fillRect(0, horizon, width, height - horizon);
  for (let wave = 0; wave < 520; wave += 1) {
    const depth = random() ** 1.5;
    const y = horizon + 3 + depth * (height - horizon);
    const length = (14 + 170 * depth) * (0.4 + random());
    const nearSun = Math.exp(-(((random() * width - width * 0.24) / (width * 0.3)) ** 2));
    const x =
      nearSun > 0.55 ? width * 0.24 + (random() - 0.5) * width * (0.12 + 0.3 * depth) : random() * width;
    const warm = nearSun > 0.55;
    c.fillStyle = warm
      ? `rgba(255, 205, 140, ${0.36 * (1 - depth)})`
      : `rgba(190, 205, 235, ${0.05 + 0.09 * random()})`;
    c.beginPath();
    c.ellipse(x, y, length, 1 + 2.4 * depth, 0, 0, Math.PI * 2);
    c.fill();
  }

  ridge(
    c,
    [
      [0, horizon - height * 0.012],
      [width * 0.1, horizon - height * 0.03],
      [width * 0.2, horizon - height * 0.014],
      [width * 0.32, horizon - height * 0.004],
      [width * 0.38, horizon],
    ],
    horizon,
    '#3A3556',
  );

  const x = width * 0.68;
  const lamp = height * 0.3;
  const beam = (angle: number, spread: number, reach: number, strength: number): void => {
    const glow = c.createRadialGradient(x, lamp, 0, x, lamp, reach);
    glow.addColorStop(0, `rgba(255, 238, 190, ${strength})`);
    glow.addColorStop(0.35, `rgba(255, 226, 170, ${strength * 0.36})`);
    glow.addColorStop(1, 'rgba(255, 220, 160, 0)');
    c.fillStyle = glow;
    c.beginPath();
    c.moveTo(x, lamp);
    c.arc(x, lamp, reach, angle - spread, angle + spread);
    c.fill();
  };
  for (const spread of [0.085, 0.06, 0.035]) beam(Math.PI + 0.05, spread, width * 0.75, 0.3);
  for (const spread of [0.1, 0.065]) beam(-0.04, spread, width * 0.42, 0.26);

  ridge(
    c,
    [
      [width * 0.46, horizon + height * 0.06],
      [width * 0.5, horizon + height * 0.012],
      [width * 0.545, horizon - height * 0.006],
      [width * 0.58, horizon - height * 0.062],
      [width * 0.615, horizon - height * 0.082],
      [width * 0.64, horizon - height * 0.104],
      [width * 0.73, horizon - height * 0.11],
      [width * 0.765, horizon - height * 0.094],
      [width * 0.83, horizon - height * 0.06],
      [width * 0.87, horizon - height * 0.064],
      [width * 0.93, horizon - height * 0.02],
      [width, horizon - height * 0.034],
      [width, horizon + height * 0.1],
    ],
    horizon + height * 0.13,
    '#121D31',
  );
  ridge(
    c,
    [
      [width * 0.43, horizon + height * 0.13],
      [width * 0.47, horizon + height * 0.075],
      [width * 0.53, horizon + height * 0.058],
      [width * 0.6, horizon + height * 0.09],
      [width * 0.7, horizon + height * 0.07],
      [width * 0.82, horizon + height * 0.1],
      [width * 0.92, horizon + height * 0.075],
      [width, horizon + height * 0.1],
    ],
    horizon + height * 0.14,
    '#0B1424',
  );

  const foot = horizon - height * 0.095;
  const top = lamp + height * 0.045;
  const half = (y: number): number => width * (0.0135 + 0.0085 * ((y - top) / (foot - top)));
  const body = c.createLinearGradient(x - width * 0.022, 0, x + width * 0.022, 0);
  body.addColorStop(0, '#F3C9A0');
  body.addColorStop(0.45, '#D9CFCB');
  body.addColorStop(1, '#5D6687');
  const slice = (from: number, to: number): void => {
    c.beginPath();
    c.moveTo(x - half(from), from);
    c.lineTo(x + half(from), from);
    c.lineTo(x + half(to), to);
    c.lineTo(x - half(to), to);
    c.fill();
  };
  c.fillStyle = body;
  slice(top, foot);
  const band = c.createLinearGradient(x - width * 0.022, 0, x + width * 0.022, 0);
  band.addColorStop(0, '#D9654A');
  band.addColorStop(1, '#5E2B3C');
  c.fillStyle = band;
  for (const [from, to] of [
    [0.14, 0.34],
    [0.58, 0.78],
  ] as const) {
    slice(top + (foot - top) * from, top + (foot - top) * to);
  }
  c.fillStyle = '#131B2E';
  for (const at of [0.24, 0.5, 0.82]) {
    c.beginPath();
    c.roundRect(x - width * 0.0022, top + (foot - top) * at, width * 0.0044, height * 0.018, 4);
    c.fill();
  }
  c.fillRect(x - width * 0.021, top - height * 0.006, width * 0.042, height * 0.011);
  for (let rail = -4; rail <= 4; rail += 1) {
    c.fillRect(x + rail * width * 0.0048 - 1, top - height * 0.022, 2.4, height * 0.018);
  }
  c.fillRect(x - width * 0.02, top - height * 0.0235, width * 0.04, 3);

  c.fillStyle = '#FFE9B4';
  c.fillRect(x - width * 0.0095, lamp - height * 0.028, width * 0.019, height * 0.066);
  c.fillStyle = '#131B2E';
  for (const at of [-0.0095, -0.0032, 0.0032, 0.0085]) {
    c.fillRect(x + at * width, lamp - height * 0.028, 2.6, height * 0.066);
  }
  c.beginPath();
  c.moveTo(x - width * 0.0135, lamp - height * 0.026);
  c.quadraticCurveTo(x, lamp - height * 0.075, x + width * 0.0135, lamp - height * 0.026);
  c.fill();
  c.fillRect(x - 1.5, lamp - height * 0.085, 3, height * 0.035);

  const halo = c.createRadialGradient(x, lamp, 0, x, lamp, height * 0.2);
  halo.addColorStop(0, 'rgba(255, 246, 214, 0.95)');
  halo.addColorStop(0.12, 'rgba(255, 232, 180, 0.5)');
  halo.addColorStop(1, 'rgba(255, 220, 150, 0)');
  c.fillStyle = halo;
  c.fillRect(x - height * 0.2, lamp - height * 0.2, height * 0.4, height * 0.4);

  c.fillStyle = '#0E1728';
  c.fillRect(x + width * 0.03, foot - height * 0.028, width * 0.045, height * 0.045);
  c.beginPath();
  c.moveTo(x + width * 0.025, foot - height * 0.026);
  c.lineTo(x + width * 0.0525, foot - height * 0.056);
  c.lineTo(x + width * 0.08, foot - height * 0.026);
  c.fill();
  c.fillStyle = '#FFD48A';
  c.fillRect(x + width * 0.038, foot - height * 0.015, width * 0.006, height * 0.014);
  c.fillRect(x + width * 0.058, foot - height * 0.015, width * 0.006, height * 0.014);
  return canvas.toBuffer('image/jpeg', 90);
}

/** How a Fresnel lens gathers the light of a lamp: rings of glass, rays bent forward. */
function lens(width: number, height: number): Buffer {
  const canvas = createCanvas(width, height);
  const c = canvas.getContext('2d');
  c.fillStyle = '#0F1B2B';
  c.fillRect(0, 0, width, height);
  const lampX = width * 0.2;
  const lampY = height * 0.5;
  const lensX = width * 0.5;
  const rows = 8;
  const step = (height * 0.86) / (rows * 2 + 1);

  const glow = c.createRadialGradient(lampX, lampY, 0, lampX, lampY, width * 0.42);
  glow.addColorStop(0, 'rgba(255, 206, 130, 0.6)');
  glow.addColorStop(0.3, 'rgba(255, 190, 110, 0.2)');
  glow.addColorStop(1, 'rgba(255, 190, 110, 0)');
  c.fillStyle = glow;
  c.fillRect(0, 0, width, height);

  for (let row = -rows; row <= rows; row += 1) {
    const y = lampY + row * step;
    const fade = 1 - (0.5 * Math.abs(row)) / rows;
    c.strokeStyle = `rgba(255, 200, 120, ${0.75 * fade})`;
    c.lineWidth = width * 0.0032;
    c.beginPath();
    c.moveTo(lampX, lampY);
    c.lineTo(lensX, y);
    c.stroke();
    const beam = c.createLinearGradient(lensX, 0, width, 0);
    beam.addColorStop(0, `rgba(255, 222, 160, ${0.85 * fade})`);
    beam.addColorStop(1, `rgba(255, 222, 160, ${0.3 * fade})`);
    c.strokeStyle = beam;
    c.beginPath();
    c.moveTo(lensX, y);
    c.lineTo(width, y);
    c.stroke();
  }

  for (let row = -rows; row <= rows; row += 1) {
    const y = lampY + row * step;
    const h = step * 0.88;
    const glass = c.createLinearGradient(lensX - width * 0.05, 0, lensX + width * 0.06, 0);
    glass.addColorStop(0, 'rgba(150, 205, 232, 0.95)');
    glass.addColorStop(1, 'rgba(74, 120, 160, 0.9)');
    c.fillStyle = glass;
    c.beginPath();
    if (row === 0) {
      c.moveTo(lensX - width * 0.02, y - h * 0.75);
      c.lineTo(lensX - width * 0.02, y + h * 0.75);
      c.quadraticCurveTo(lensX + width * 0.085, y, lensX - width * 0.02, y - h * 0.75);
    } else {
      const lean = width * (0.022 + 0.006 * Math.abs(row));
      const inner = row < 0 ? y + h / 2 : y - h / 2;
      const outer = row < 0 ? y - h / 2 : y + h / 2;
      c.moveTo(lensX - width * 0.02, inner);
      c.lineTo(lensX - width * 0.02, outer);
      c.lineTo(lensX - width * 0.004, outer);
      c.quadraticCurveTo(lensX + lean * 0.9, (inner + outer) / 2, lensX + lean, inner);
    }
    c.closePath();
    c.fill();
    c.strokeStyle = 'rgba(225, 245, 255, 0.75)';
    c.lineWidth = width * 0.0016;
    c.stroke();
  }

  c.fillStyle = '#C78B4A';
  c.fillRect(lampX - width * 0.028, lampY + height * 0.06, width * 0.056, height * 0.022);
  c.fillRect(lampX - width * 0.02, lampY + height * 0.082, width * 0.04, height * 0.1);
  c.fillRect(lampX - width * 0.05, lampY + height * 0.182, width * 0.1, height * 0.018);
  const flame = c.createRadialGradient(lampX, lampY + height * 0.015, 0, lampX, lampY, height * 0.09);
  flame.addColorStop(0, '#FFFBEA');
  flame.addColorStop(0.45, '#FFD98C');
  flame.addColorStop(1, '#FF9E4F');
  c.fillStyle = flame;
  c.beginPath();
  c.moveTo(lampX, lampY - height * 0.085);
  c.bezierCurveTo(
    lampX + width * 0.045,
    lampY - height * 0.01,
    lampX + width * 0.035,
    lampY + height * 0.06,
    lampX,
    lampY + height * 0.06,
  );
  c.bezierCurveTo(
    lampX - width * 0.035,
    lampY + height * 0.06,
    lampX - width * 0.045,
    lampY - height * 0.01,
    lampX,
    lampY - height * 0.085,
  );
  c.fill();
  return canvas.toBuffer('image/jpeg', 92);
}

mkdirSync('examples/pictures', { recursive: true });
writeFileSync('examples/pictures/lighthouse.jpg', lighthouse(2560, 1440));
writeFileSync('examples/pictures/lens.jpg', lens(1600, 1600));
