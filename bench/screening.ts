/**
 * Screening of a simulated catalog against one asset, beside an exhaustive search with a fixed step of the same objects.
 *
 * npm run bench:screening -- [objects] [hours]
 */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { elementSetTrajectories } from '../domain/propagation/element-set-trajectory.ts';
import { sgp4Propagator } from '../domain/propagation/sgp4.ts';
import { tabulateAsset } from '../domain/screening/asset-table.ts';
import { type ScreenedApproach, screenCatalog } from '../domain/screening/screen-catalog.ts';
import { crowdedAsset, simulatedCatalog, simulatedCompanions } from '../domain/screening/testing/simulated-catalog.ts';
import type { TimeWindow } from '../domain/time/time-window.ts';
import { distance } from '../domain/vectors/vector.ts';

const gateKm = 5;
const exhaustiveStepMs = 10_000;
const seed = 1;

const { positionals } = parseArgs({ allowPositionals: true });
const objectCount = Number(positionals[0] ?? 30_000);
const hours = Number(positionals[1] ?? 24);

const startUtcMs = Date.UTC(2026, 10, 20);
const window = { startUtcMs, endUtcMs: startUtcMs + hours * 3_600_000 };
const assetSet = crowdedAsset(startUtcMs);
const companionCount = Math.round(objectCount / 100);
const catalog = [
  ...simulatedCatalog(seed, objectCount - companionCount, startUtcMs),
  ...simulatedCompanions(assetSet, seed, companionCount),
];
const asset = elementSetTrajectories([assetSet], 'simulated')[0]!;

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}, commit ${commit}, seed ${seed}`);
console.log(
  `${objectCount} objects, ${hours} h, gate ${gateKm} km, asset at 550 km and 53 degrees, ${companionCount} objects fly with it`,
);

const screeningStartMs = performance.now();
const approaches = new Map<string, ScreenedApproach[]>();
const outcomes = new Map<string, number>();
for (const { outcome, approaches: found } of screenCatalog(asset, catalog, window, { rangeKm: gateKm })) {
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  if (found.length > 0) approaches.set(found[0]!.objectId, [...found]);
}
const screeningS = (performance.now() - screeningStartMs) / 1000;
const foundCount = [...approaches.values()].reduce((sum, list) => sum + list.length, 0);
console.log(
  `screening: ${screeningS.toFixed(1)} s, ${foundCount} approaches, ${[...outcomes].join(' ').replaceAll(',', ': ')}`,
);

/** Stretches in which a fixed-step search sees an object within the gate, from the first to the last step of each. */
function seenBySteps(propagate: ReturnType<typeof sgp4Propagator>, steps: readonly Step[]): TimeWindow[] {
  const seen: { startUtcMs: number; endUtcMs: number }[] = [];
  let isOpen = false;
  for (const { epochUtcMs, positionTemeKm } of steps) {
    const state = propagate(epochUtcMs);
    if (state.kind === 'failed') break;
    const isInside = distance(state.positionTemeKm, positionTemeKm) <= gateKm;
    if (isInside && isOpen) seen.at(-1)!.endUtcMs = epochUtcMs;
    else if (isInside) seen.push({ startUtcMs: epochUtcMs, endUtcMs: epochUtcMs });
    isOpen = isInside;
  }
  return seen;
}

const table = tabulateAsset(asset, window);
type Step = { readonly epochUtcMs: number; readonly positionTemeKm: readonly [number, number, number] };
const stepCount = Math.floor((window.endUtcMs - window.startUtcMs) / exhaustiveStepMs) + 1;
const steps = Array.from({ length: stepCount }, (_, i): Step => {
  const epochUtcMs = window.startUtcMs + i * exhaustiveStepMs;
  return { epochUtcMs, positionTemeKm: table.stateAt(epochUtcMs).positionTemeKm };
});

const exhaustiveStartMs = performance.now();
let seenCount = 0;
let missedCount = 0;
for (const [i, set] of catalog.entries()) {
  const found = approaches.get(set.catalogId) ?? [];
  for (const { startUtcMs, endUtcMs } of seenBySteps(sgp4Propagator(set), steps)) {
    seenCount++;
    const isFound = found.some(
      ({ tcaUtcMs }) => tcaUtcMs >= startUtcMs - exhaustiveStepMs && tcaUtcMs <= endUtcMs + exhaustiveStepMs,
    );
    if (!isFound) {
      missedCount++;
      console.log(`missed: ${set.catalogId} at ${new Date(startUtcMs).toISOString()}`);
    }
  }
  if ((i + 1) % 5000 === 0)
    console.log(`exhaustive: ${i + 1} objects, ${Math.round((performance.now() - exhaustiveStartMs) / 1000)} s`);
}
const exhaustiveS = (performance.now() - exhaustiveStartMs) / 1000;
console.log(
  `exhaustive, ${exhaustiveStepMs / 1000} s steps: ${exhaustiveS.toFixed(1)} s, ${seenCount} approaches seen, ${missedCount} of them missed by screening`,
);
console.log(`screening takes 1/${Math.round(exhaustiveS / screeningS)} of the time`);
