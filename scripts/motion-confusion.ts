/**
 * Measures how well the motion is identified by rules alone on simulated cases, and writes the page that says so.
 *
 *     npx tsx scripts/motion-confusion.ts [cases per motion = 1000] [seed = 1]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { motionLabels } from '#domain';
import { wilsonInterval } from '#tuner';
import { type MotionCase, motionCases, noiseFractions } from './motion-cases.ts';

const [perMotion = 1000, seed = 1] = process.argv.slice(2).map(Number);
if (![perMotion, seed].every(Number.isSafeInteger) || perMotion < 1) {
  throw new Error(`expected two whole numbers, cases per motion and seed, got ${process.argv.slice(2).join(' ')}`);
}

/** The word that decides between the motions of a trend; of a pass it is the course. */
const turnsOn: { readonly [trend: string]: 'turn' | 'endSpeed' | 'rangeTrend' | undefined } = {
  steady: 'turn',
  falling: 'endSpeed',
  wandering: 'rangeTrend',
};

/** Bands of noise, as shares of the range. */
const noiseBands = [noiseFractions[0], 0.005, 0.02, noiseFractions[1]] as const;

const cases = [...motionCases(perMotion, seed)];
const page = `# Motion identification

How often the seven motions are told apart by the computed facts and the rulebook alone, on simulated cases: both
spacecraft flown numerically, 40 to 120 irregular looks, position noise drawn log-uniformly from
${percent(noiseFractions[0])} to ${percent(noiseFractions[1])} of the range with velocity noise to match, a fifth of each
window unseen in one to three gaps. No language model takes part. To repeat it:

    npx tsx scripts/motion-confusion.ts ${perMotion} ${seed}

${cases.length} cases, ${perMotion} of each motion, seed ${seed}. Intervals are 95 % Wilson intervals.

## Right answers

${shareTable('Cases', [['all', cases], ...bandRows()], ({ flown, read }) => flown === read)}

Flown motions down, read motions across:

${confusionTable()}

## Physics check

\`checkPhysics\` says from the numbers which labels are possible. It should agree with the flown motion, and flag a label
drawn at random from another group of motions (staying: hovering, flyaround; arriving: rendezvous, collision; passing:
flyby, retreat; erratic: randomness).

Agrees with the flown motion:

${shareTable('Flown', motionRows(), ({ allowsFlown }) => allowsFlown)}

Flags the wrong label:

${shareTable('Flown', motionRows(), ({ allowsWrong }) => !allowsWrong)}

## Trust

Share of right answers by the lower grade of trust in the range trend and in the word the motion turns on:

${shareTable('Grade', gradeRows(), ({ flown, read }) => flown === read)}
${missesSection()}`;

const folder = join(import.meta.dirname, '../docs/validation');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'motion-identification.md'), page);
console.log(page);

type Rows = readonly (readonly [string, readonly MotionCase[]])[];

function shareTable(title: string, rows: Rows, holds: (one: MotionCase) => boolean): string {
  const lines = rows.map(([name, own]) => {
    const count = own.filter(holds).length;
    const { low, high } = wilsonInterval(count, own.length);
    return `| ${name} | ${own.length} | ${count} | ${percent(count / own.length)} | ${percent(low)} to ${percent(high)} |`;
  });
  return [`| ${title} | Count | Of these | Share | Interval |`, '|---|---:|---:|---:|---|', ...lines].join('\n');
}

function bandRows(): Rows {
  return noiseBands.slice(1).map((high, i) => {
    const low = noiseBands[i]!;
    const own = cases.filter(({ noiseFraction }) => noiseFraction >= low && noiseFraction < high);
    return [`noise ${percent(low)} to ${percent(high)}`, own];
  });
}

function motionRows(): Rows {
  return [['all', cases], ...motionLabels.map((label) => [label, cases.filter((one) => one.flown === label)] as const)];
}

function gradeRows(): Rows {
  const grades = ['high', 'moderate', 'low'] as const;
  const rankOf = ({ facts: { trust, rangeTrend } }: MotionCase) => {
    const other = turnsOn[rangeTrend] === undefined ? trust.course : trust[turnsOn[rangeTrend]];
    return Math.max(...[trust.rangeTrend, other].map(({ grade }) => grades.indexOf(grade as (typeof grades)[number])));
  };
  return grades
    .map((grade, rank) => [grade, cases.filter((one) => rankOf(one) === rank)] as const)
    .filter(([, own]) => own.length > 0);
}

function confusionTable(): string {
  const rows = motionLabels.map((flown) => {
    const counts = motionLabels.map((read) => cases.filter((one) => one.flown === flown && one.read === read).length);
    return `| ${flown} | ${counts.join(' | ')} |`;
  });
  return [`| | ${motionLabels.join(' | ')} |`, `|---|${'---:|'.repeat(motionLabels.length)}`, ...rows].join('\n');
}

function missesSection(): string {
  const misses = cases.filter(({ flown, read }) => flown !== read).slice(0, 20);
  if (misses.length === 0) return '';
  const rows = misses.map(
    ({ seed, flown, read, noiseFraction, facts }) =>
      `| ${seed} | ${flown} | ${read} | ${percent(noiseFraction)} | ${facts.trust.rangeTrend.grade} | ${facts.trust.course.grade} |`,
  );
  return `
## Misses

The first ${misses.length}; \`flyScenario\` with the seed, motion and noise and \`gapFraction: 0.2\` flies them again.

| Seed | Flown | Read | Noise | Trust in trend | Trust in course |
|---:|---|---|---:|---|---|
${rows.join('\n')}
`;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}
