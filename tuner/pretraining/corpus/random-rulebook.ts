import type { Check, Choice, ElementName, Random, Rulebook } from '#domain';
import { courses, endSpeeds, lexicon, rangeTrends, rulebook as realRulebook, turns, unknown } from '#domain';
import { agreement } from './agreement.ts';
import { labelsOfChoice } from './rulebook-labels.ts';
import { wordPools } from './word-pools.ts';

/** Chance that a group or purpose has one label whatever the facts. */
const alwaysChance = 0.2;
/** Chance that a device serves no operation. */
const idleDeviceChance = 0.18;
/** Chance that an operation has a second check. */
const secondCheckChance = 0.7;
/** Chance that a check is met when its element is unknown. */
const unknownAllowedChance = 0.15;

const deciders = { turn: turns, endSpeed: endSpeeds, course: courses } as const;

/**
 * A convention of the same shape as the real one with everything in it drawn at random.
 *
 * A draw that has the motion, operation or task part of the real convention is thrown away: a model pretrained on
 * these must meet the real one for the first time when it is tuned.
 */
export function drawRulebook(random: Random, name: string): Rulebook {
  for (;;) {
    const labels = random.shuffle(wordPools.labels);
    const meanings = random.shuffle(wordPools.meanings);
    const motion = drawMotion(random, labels.splice(0, 10), meanings.splice(0, 3 + random.int(3)));
    const motionLabels = Object.values(motion.groups).flatMap(labelsOfChoice);
    const operations = labels.splice(0, 6);
    const operation = drawOperation(random, operations, motionLabels);
    const purposes = meanings.splice(0, 8 + random.int(4));
    const task = drawTask(random, { motionLabels, operations, purposes, labels: labels.splice(0, 10) });
    const rulebook: Rulebook = { name, motion, operation, task };
    if (!sharesPart(rulebook, realRulebook)) return rulebook;
  }
}

/** Whether two rulebooks have an equal motion, operation or task part. */
export function sharesPart(a: Rulebook, b: Rulebook): boolean {
  return (['motion', 'operation', 'task'] as const).some((part) => agreement(a[part], b[part]) === 1);
}

function drawMotion(random: Random, labels: string[], groups: readonly string[]): Rulebook['motion'] {
  const trends = random.shuffle(rangeTrends);
  return {
    groupOfTrend: fromKeys(trends, (_, i) => groups[i] ?? random.pick(groups)),
    groups: fromKeys(groups, (): Choice => {
      if (random.chance(alwaysChance)) return { always: labels.pop()! };
      const by = random.pick(Object.keys(deciders) as (keyof typeof deciders)[]);
      return { by, is: fromKeys(random.shuffle<string>(deciders[by]), () => labels.pop()!) };
    }),
  };
}

function drawOperation(random: Random, operations: readonly string[], motionLabels: string[]): Rulebook['operation'] {
  const checks = random.shuffle(wordPools.checks).slice(0, 7);
  return {
    operationOfDevice: fromKeys([...Object.keys(lexicon.device), unknown], () =>
      random.chance(idleDeviceChance) ? 'none' : random.pick(operations),
    ),
    checksOfOperation: fromKeys(operations, () =>
      random.shuffle(checks).slice(0, random.chance(secondCheckChance) ? 2 : 1),
    ),
    checks: fromKeys(checks, () => drawCheck(random, motionLabels)),
  };
}

function drawCheck(random: Random, motionLabels: readonly string[]): Check {
  const element = random.pick(checkedElements);
  const values = element === 'motion' ? motionLabels : Object.keys(lexicon[element]);
  const half = Math.ceil(values.length / 2);
  const allows = random.shuffle(values).slice(0, half + random.int(values.length - half));
  if (random.chance(unknownAllowedChance) && element !== 'motion') allows.push(unknown);
  return { element, allows };
}

/** As in the real convention, motion decides more often than any other element, and the device never. */
const checkedElements = [
  'ownSpacecraft',
  'size',
  'cooperation',
  'lighting',
  'electromagnetic',
  'motion',
  'motion',
] as const satisfies readonly ElementName[];

interface TaskWords {
  readonly motionLabels: readonly string[];
  readonly operations: readonly string[];
  readonly purposes: readonly string[];
  readonly labels: readonly string[];
}

function drawTask(random: Random, { motionLabels, operations, purposes, labels }: TaskWords): Rulebook['task'] {
  const drawPurpose = () => random.pick(purposes);
  const devices = random.shuffle(Object.keys(lexicon.device)).slice(0, 2 + random.int(2));
  return {
    purposeOfOperation: fromKeys(operations, drawPurpose),
    purposeOfDevice: fromKeys(devices, drawPurpose),
    purposeOfMotion: fromKeys(motionLabels, drawPurpose),
    purposes: fromKeys(purposes, (): Choice => {
      if (random.chance(alwaysChance)) return { always: random.pick(labels) };
      const values = random.shuffle([...Object.keys(lexicon.cooperation), unknown]);
      return { by: 'cooperation', is: fromKeys(values, () => random.pick(labels)) };
    }),
  };
}

function fromKeys<T>(keys: readonly string[], value: (key: string, index: number) => T): Record<string, T> {
  return Object.fromEntries(keys.map((key, i) => [key, value(key, i)]));
}
