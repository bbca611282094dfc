/** Ways in which a record may be worse than usual: what happens to the report, and gaps in the observations. */
export const perturbationNames = [
  'other wording',
  'missing element',
  'contradictory elements',
  'numeric noise',
  'unit change',
  'typos',
  'distractors',
  'smuggled instruction',
  'shuffled order',
  'truncated record',
  'gaps',
] as const;

export type PerturbationName = (typeof perturbationNames)[number];

/** Those that may be learned from. The others are met for the first time in a test: their words are kept for it. */
export const learnablePerturbations: readonly PerturbationName[] = perturbationNames.filter(
  (name) => name !== 'other wording' && name !== 'unit change',
);

/** Those that happen to the report. */
export type ReportDisturbance = Exclude<PerturbationName, 'gaps'>;

/** Sensor noise under `numeric noise`, times the usual one. */
const noiseFactor = 3;

/** Share of the window without observations under `gaps`. */
const gapFraction = 0.2;

/** How a perturbation changes what the sensor sees. */
export function sensorUnder(perturbation: PerturbationName | undefined, noiseFraction: number) {
  return {
    noiseFraction: perturbation === 'numeric noise' ? noiseFactor * noiseFraction : noiseFraction,
    gapFraction: perturbation === 'gaps' ? gapFraction : 0,
  };
}

/** The perturbation of the report, if it is one. */
export const disturbanceOf = (perturbation: PerturbationName | undefined): ReportDisturbance | undefined =>
  perturbation === undefined || perturbation === 'gaps' ? undefined : perturbation;
