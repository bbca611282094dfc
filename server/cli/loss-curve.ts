import type { LossHistory, LossPoint } from '../tuning/loss-history.ts';

const width = 720;
const height = 360;
const margin = { left: 60, right: 16, top: 32, bottom: 44 };
const right = width - margin.right;
const bottom = height - margin.bottom;
/** Okabe and Ito's orange and blue: told apart by all eyes, on light and on dark. */
const colors = { training: '#E69F00', validation: '#56B4E9' };
/** At most this many points are drawn of a line; more would not show. */
const maxPoints = 600;

/** Where a step and a loss lie in the picture. */
interface Axes {
  readonly lastStep: number;
  readonly lowDecade: number;
  readonly highDecade: number;
  readonly x: (step: number) => string;
  readonly y: (loss: number) => string;
}

/** The history as a picture: loss on a logarithmic axis over steps. Readable on light and on dark. */
export function lossSvg(history: LossHistory, title: string): string {
  const axes = axesFor([...history.training, ...history.validation].filter(({ loss }) => loss > 0));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#888">`,
    `<title>${escapeXml(title)}</title>`,
    text(margin.left, 20, 'start', escapeXml(title)),
    text(right - 90, 20, 'end', 'training', colors.training),
    text(right, 20, 'end', 'validation', colors.validation),
    ...decadeLines(axes),
    ...stepMarks(axes),
    text((margin.left + right) / 2, height - 8, 'middle', 'step'),
    `<g transform="rotate(-90)">${text(-height / 2, 14, 'middle', 'loss, nats per token')}</g>`,
    curve(history.training, axes, colors.training),
    curve(history.validation, axes, colors.validation),
    '</svg>\n',
  ].join('\n');
}

function axesFor(points: readonly LossPoint[]): Axes {
  const decades = points.map(({ loss }) => Math.log10(loss));
  const lastStep = points.reduce((most, { step }) => Math.max(most, step), 1);
  const highDecade = Math.ceil(decades.reduce((most, decade) => Math.max(most, decade), 0));
  const lowDecade = Math.floor(decades.reduce((least, decade) => Math.min(least, decade), highDecade - 1));
  const share = (loss: number) => (highDecade - Math.log10(loss)) / (highDecade - lowDecade);
  return {
    lastStep,
    lowDecade,
    highDecade,
    x: (step) => (margin.left + (step / lastStep) * (right - margin.left)).toFixed(1),
    y: (loss) => (margin.top + share(loss) * (bottom - margin.top)).toFixed(1),
  };
}

function decadeLines({ lowDecade, highDecade, y }: Axes): readonly string[] {
  return Array.from({ length: highDecade - lowDecade + 1 }, (_, i) => {
    const loss = 10 ** (lowDecade + i);
    const at = y(loss);
    const line = `<line x1="${margin.left}" x2="${right}" y1="${at}" y2="${at}" stroke="#8888" stroke-width="0.5"/>`;
    return line + text(margin.left - 8, Number(at) + 4, 'end', String(Number(loss.toPrecision(1))));
  });
}

function stepMarks({ lastStep, x }: Axes): readonly string[] {
  const steps = [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * lastStep));
  return [...new Set(steps)].map((step) => text(Number(x(step)), bottom + 18, 'middle', String(step)));
}

function curve(points: readonly LossPoint[], { x, y }: Axes, color: string): string {
  const every = Math.ceil(points.length / maxPoints);
  const drawn = points.filter(({ loss }, i) => loss > 0 && (i % every === 0 || i === points.length - 1));
  const path = drawn.map(({ step, loss }) => `${x(step)},${y(loss)}`).join(' ');
  return `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="1.5"/>`;
}

const text = (x: number, y: number, anchor: 'start' | 'middle' | 'end', words: string, color?: string): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}"${color === undefined ? '' : ` fill="${color}"`}>${words}</text>`;

const escapeXml = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
