import type { TuneEvent } from '#tuner';

/** One measured point of a tuning run. */
export interface LossPoint {
  readonly step: number;
  readonly loss: number;
}

/** What a tuning run measured, in order of step. */
export interface LossHistory {
  readonly training: readonly LossPoint[];
  readonly validation: readonly LossPoint[];
}

/** Reads the run's `metrics.ndjson`. A step done twice, before and after a kill, counts once: as it was done last. */
export function readLossHistory(metricsNdjson: string): LossHistory {
  const training = new Map<number, number>();
  const validation = new Map<number, number>();
  for (const line of metricsNdjson.split('\n')) {
    const event = parseEvent(line);
    if (event?.kind === 'step') training.set(event.step, event.loss);
    if (event?.kind === 'validation') validation.set(event.step, event.loss);
  }
  const points = (losses: Map<number, number>) =>
    [...losses].map(([step, loss]) => ({ step, loss })).sort((a, b) => a.step - b.step);
  return { training: points(training), validation: points(validation) };
}

/** A line torn by a kill is nobody's event. */
function parseEvent(line: string): TuneEvent | null {
  try {
    return JSON.parse(line) as TuneEvent;
  } catch {
    return null;
  }
}

/** The history as CSV: one row a step, the validation loss where it was measured. */
export function lossCsv({ training, validation }: LossHistory): string {
  const validated = new Map(validation.map(({ step, loss }) => [step, loss]));
  const rows = training.map(({ step, loss }) => `${step},${loss},${validated.get(step) ?? ''}`);
  return `${['step,training_loss,validation_loss', ...rows].join('\n')}\n`;
}

const width = 720;
const height = 360;
const margin = { left: 60, right: 16, top: 32, bottom: 44 };
/** Okabe and Ito's orange and blue: told apart by all eyes, on light and on dark. */
const colors = { training: '#E69F00', validation: '#56B4E9' };
/** At most this many points are drawn of a line; more would not show. */
const maxPoints = 600;

/** The history as a picture: loss on a logarithmic axis over steps. */
export function lossSvg(history: LossHistory, title: string): string {
  const all = [...history.training, ...history.validation].filter(({ loss }) => loss > 0);
  const lastStep = Math.max(1, ...all.map(({ step }) => step));
  const exponents = all.map(({ loss }) => Math.log10(loss));
  const top = Math.ceil(Math.max(0, ...exponents));
  const bottom = Math.min(top - 1, Math.floor(Math.min(0, ...exponents)));
  const x = (step: number) => margin.left + (step / lastStep) * (width - margin.left - margin.right);
  const y = (loss: number) =>
    margin.top + ((top - Math.log10(loss)) / (top - bottom)) * (height - margin.top - margin.bottom);

  const line = (points: readonly LossPoint[], color: string) => {
    const every = Math.ceil(points.length / maxPoints);
    const drawn = points.filter(({ loss }, i) => loss > 0 && (i % every === 0 || i === points.length - 1));
    const path = drawn.map(({ step, loss }) => `${x(step).toFixed(1)},${y(loss).toFixed(1)}`).join(' ');
    return `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="1.5"/>`;
  };
  const decades = Array.from({ length: top - bottom + 1 }, (_, i) => 10 ** (bottom + i)).map((loss) => {
    const at = y(loss).toFixed(1);
    return (
      `<line x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}" stroke="#8888" stroke-width="0.5"/>` +
      `<text x="${margin.left - 8}" y="${at}" dy="4" text-anchor="end">${Number(loss.toPrecision(1))}</text>`
    );
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const step = Math.round(share * lastStep);
    return `<text x="${x(step).toFixed(1)}" y="${height - margin.bottom + 18}" text-anchor="middle">${step}</text>`;
  });
  const legend = (['training', 'validation'] as const).map(
    (name, i) =>
      `<text x="${width - margin.right - 90 * (1 - i)}" y="20" text-anchor="end" fill="${colors[name]}">${name}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#888">`,
    `<title>${escapeXml(title)}</title>`,
    `<text x="${margin.left}" y="20" font-size="13">${escapeXml(title)}</text>`,
    ...legend,
    ...decades,
    ...ticks,
    `<text x="${(margin.left + width - margin.right) / 2}" y="${height - 8}" text-anchor="middle">step</text>`,
    `<text x="14" y="${height / 2}" text-anchor="middle" transform="rotate(-90 14 ${height / 2})">loss, nats per token</text>`,
    line(history.training, colors.training),
    line(history.validation, colors.validation),
    '</svg>\n',
  ].join('\n');
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
