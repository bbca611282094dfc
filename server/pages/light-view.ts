import type { TimeWindow, TrackContext } from '#domain';
import { clockWords, durationWords, percentWords, utcWords } from '../http/view-formats.ts';
import type { Words } from '../http/words.ts';
import { angleQuantity, type Quantity, quantity } from './motion-numbers.ts';
import { lightBar } from './plots/light-bar.ts';

type Lighting = NonNullable<TrackContext['lighting']>;

/** A passage through the shadow of the Earth, as far as it was searched. */
export interface ShadowPass {
  /** Penumbra from end to end. */
  readonly shadow: TimeWindow;
  /** Undefined for a passage that only grazes. */
  readonly umbra: TimeWindow | undefined;
  /** Whether the passage began, and ended, within what was searched. */
  readonly isEntrySeen: boolean;
  readonly isExitSeen: boolean;
}

/** The light on the target as computed from the Sun and the shadow of the Earth; null where orbits are not known. */
export function lightView(context: TrackContext | undefined, words: Words) {
  const lighting = context?.lighting;
  if (lighting === undefined) return null;
  const { shares, searched } = lighting;
  return {
    focusUtcMs: lighting.focusUtcMs,
    bar: lightBar(shares),
    shares: (['full sunlight', 'penumbra', 'eclipse'] as const).map((name) => ({ name, share: shares[name] })),
    readings: lightReadings(lighting, words),
    passes: shadowPasses(lighting).map((pass) => passRow(pass, words)),
    searchedCount: searched.length > 1 ? searched.length : null,
  };
}

function lightReadings({ lighting, photography, leastSunAngle }: Lighting, words: Words): Quantity[] {
  return [
    quantity(
      words.t('target.light.atClosest'),
      words.term('lights', lighting),
      '',
      photography && words.t('target.light.sunlitShare', { share: percentWords(photography.targetSunlitShare) }),
    ),
    ...(photography === undefined
      ? []
      : [
          angleQuantity(
            words.t('target.light.fromSun'),
            photography.sunAngleRad,
            words.t(
              photography.comesOutOfSun
                ? 'target.light.outOfSun'
                : photography.isInFrontOfSun
                  ? 'target.light.inFrontOfSun'
                  : 'target.light.clearOfSun',
            ),
          ),
          angleQuantity(words.t('target.light.phase'), photography.phaseAngleRad, words.t('target.light.phase.note')),
        ]),
    ...(leastSunAngle === undefined
      ? []
      : [
          angleQuantity(words.t('target.light.leastAngle'), leastSunAngle.angleRad, utcWords(leastSunAngle.epochUtcMs)),
        ]),
  ];
}

/** Passages through penumbra and umbra, in order of time. */
export function shadowPasses({ intervals }: Pick<Lighting, 'intervals'>): ShadowPass[] {
  const passes: ShadowPass[] = [];
  for (let from = 0; from < intervals.length; ) {
    let to = from;
    while (to < intervals.length && isShadow(intervals, to) && (to === from || abuts(intervals, to))) to += 1;
    if (to > from) passes.push(passOf(intervals, from, to - 1));
    from = Math.max(to, from + 1);
  }
  return passes;
}

type Intervals = Lighting['intervals'];

const isShadow = (intervals: Intervals, index: number): boolean => intervals[index]!.lighting !== 'full sunlight';

/** Whether an interval begins where the one before it ends. */
const abuts = (intervals: Intervals, index: number): boolean =>
  index > 0 && index < intervals.length && intervals[index - 1]!.endUtcMs === intervals[index]!.startUtcMs;

function passOf(intervals: Intervals, first: number, last: number): ShadowPass {
  const dark = intervals.slice(first, last + 1).filter(({ lighting }) => lighting === 'eclipse');
  const [darkFirst, darkLast] = [dark[0], dark.at(-1)];
  return {
    shadow: { startUtcMs: intervals[first]!.startUtcMs, endUtcMs: intervals[last]!.endUtcMs },
    umbra: darkFirst && darkLast && { startUtcMs: darkFirst.startUtcMs, endUtcMs: darkLast.endUtcMs },
    isEntrySeen: abuts(intervals, first),
    isExitSeen: abuts(intervals, last + 1),
  };
}

/** A passage in words: its day, the clock at each of its four edges, and how long it took. */
function passRow({ shadow, umbra, isEntrySeen, isExitSeen }: ShadowPass, words: Words) {
  const [earlier, later] = [words.t('target.light.earlier'), words.t('target.light.later')];
  const entry = (utcMs: number) => (isEntrySeen || utcMs > shadow.startUtcMs ? clockWords(utcMs) : earlier);
  const exit = (utcMs: number) => (isExitSeen || utcMs < shadow.endUtcMs ? clockWords(utcMs) : later);
  return {
    day: utcWords(shadow.startUtcMs).slice(0, 10),
    edges: [
      entry(shadow.startUtcMs),
      umbra === undefined ? '–' : entry(umbra.startUtcMs),
      umbra === undefined ? '–' : exit(umbra.endUtcMs),
      exit(shadow.endUtcMs),
    ],
    duration: durationWords((shadow.endUtcMs - shadow.startUtcMs) / 1000),
  };
}
