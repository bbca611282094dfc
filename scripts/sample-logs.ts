import {
  createRandom,
  flyScenario,
  type LogFormat,
  type MotionLabel,
  motionLabels,
  type ScenarioOptions,
  type Track,
  writeRelativeStateLog,
} from '#domain';

/** A sample log: file name, text, and the motion each of its targets flies. */
export interface SampleLog {
  readonly name: string;
  readonly text: string;
  readonly motionOf: ReadonlyMap<string, MotionLabel>;
}

const weekStartUtcMs = Date.UTC(2026, 2, 2);
const dayMs = 86_400_000;

/** Two logs of 14 targets each, every motion twice in each, and a log with every kind of bad row. */
export function sampleLogs(): readonly SampleLog[] {
  return [
    weekLog('station-week.csv', 'csv', {
      seed: 2026_03_02,
      firstTargetNumber: 81_200,
      orbit: 'low',
      ownSpacecraft: 'space station',
    }),
    weekLog('geostationary-week.jsonl', 'jsonl', {
      seed: 2026_03_03,
      firstTargetNumber: 84_700,
      orbit: 'geostationary',
      ownSpacecraft: 'satellite',
    }),
    rubbishLog(),
  ];
}

interface Week {
  readonly seed: number;
  /** Numbers from 80000 are free for analysts: no cataloged spacecraft is meant. */
  readonly firstTargetNumber: number;
  readonly orbit: NonNullable<ScenarioOptions['orbit']>;
  readonly ownSpacecraft: string;
}

function weekLog(name: string, format: LogFormat, week: Week): SampleLog {
  const random = createRandom(week.seed);
  let targetNumber = week.firstTargetNumber;
  const motionOf = new Map<string, MotionLabel>();
  const tracks = random.shuffle([...motionLabels, ...motionLabels]).map((motion): Track => {
    targetNumber += 1 + random.int(30);
    const targetId = String(targetNumber);
    motionOf.set(targetId, motion);
    return flyScenario({
      seed: random.int(2 ** 31),
      motion,
      orbit: week.orbit,
      startUtcMs: weekStartUtcMs + random.int(5 * dayMs),
      noiseFraction: random.logBetween(0.001, 0.01),
      language: random.pick(['training', 'test']),
      facts: { ownSpacecraft: week.ownSpacecraft },
      targetId,
    }).track;
  });
  return { name, text: [...writeRelativeStateLog(tracks, format)].join(''), motionOf };
}

/** Good rows of two targets, and one bad row of each kind that a row can be. */
function rubbishLog(): SampleLog {
  const fly = (targetId: string, motion: MotionLabel, seed: number) =>
    flyScenario({ seed, motion, targetId, orbit: 'low', startUtcMs: weekStartUtcMs, noiseFraction: 0.002 }).track;
  const hovering = [...writeRelativeStateLog([fly('85001', 'hovering', 1)], 'jsonl')].slice(0, 40);
  const passing = [...writeRelativeStateLog([fly('85002', 'flyby', 2)], 'jsonl')];

  const rows = [...hovering];
  rows.splice(35, 0, between(hovering[34]!, hovering[35]!, 1000));
  rows.splice(30, 0, between(hovering[10]!, hovering[11]!));
  rows.splice(25, 0, hovering[24]!);
  rows.splice(20, 0, hovering[20]!.replace(/"t_km":[^,]+/, '"t_km":NaN'));
  rows.splice(15, 0, hovering[15]!.replace(/"n_km":[^,]+,/, ''));
  rows.splice(10, 0, `${hovering[10]!.slice(0, 70)}\n`);
  return {
    name: 'rubbish.jsonl',
    text: [...rows, ...passing].join(''),
    motionOf: new Map([
      ['85001', 'hovering'],
      ['85002', 'flyby'],
    ]),
  };
}

/** A row half way between two others in time, at the place of the first, its positions times a factor. */
function between(before: string, after: string, factor = 1): string {
  const [first, second] = [JSON.parse(before), JSON.parse(after)];
  const epochMs = Math.round((Date.parse(first.epoch_utc) + Date.parse(second.epoch_utc)) / 2);
  const position = { r_km: first.r_km * factor, t_km: first.t_km * factor, n_km: first.n_km * factor };
  return `${JSON.stringify({ ...first, epoch_utc: new Date(epochMs).toISOString(), ...position })}\n`;
}
