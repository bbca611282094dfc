import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type Assessment,
  type Evidence,
  flyScenario,
  gatherEvidence,
  motionLabels,
  type Reading,
  type Track,
} from '#domain';
import { classificationOf } from '../server/jobs/classification-kind.ts';
import { openStore, type Store } from '../server/store/open-store.ts';
import { assessByRulebook } from '../server/testing/rulebook-assessor.ts';

/** How much a console is filled with. */
export interface FillSize {
  readonly targets: number;
  readonly observations: number;
}

/** Different flights; targets beyond share the flight of an earlier one, which the store cannot tell. */
const flights = 700;

/** Targets of one log. */
const targetsPerLog = 500;

/** Own spacecraft the targets are seen from. */
const assets = ['RELAY 1', 'RELAY 2', 'STATION', 'SURVEYOR 4', 'WEATHER 7', null] as const;

const startUtcMs = Date.UTC(2026, 0, 1);

/** A flight with what the rulebook says of it. */
interface Flight {
  readonly track: Track;
  readonly evidence: Evidence;
  readonly assessment: Assessment;
}

/**
 * Fills the embedded database of a folder through the store: simulated tracks, each with an assessment by the rulebook.
 * A folder that holds as much already is left as it is.
 *
 * @param tell  takes lines of progress
 */
export async function fillConsole(dataDir: string, size: FillSize, tell: (line: string) => void): Promise<void> {
  const note = path.join(dataDir, 'filled.json');
  const wanted = JSON.stringify(size);
  if ((await readFile(note, 'utf8').catch(() => '')) === wanted) {
    tell(`${dataDir} holds ${size.targets} targets already`);
    return;
  }
  const store = await openStore({ dataDir });
  const pool = flyPool(Math.min(flights, size.targets), tell);
  const meanStates = pool.reduce((sum, { track }) => sum + track.states.length, 0) / pool.length;
  // A little more than the mean asks for, since the flights of a run need not have it.
  const windowsPerTarget = (1.01 * size.observations) / size.targets / meanStates;
  let kept = 0;
  for (let from = 0; from < size.targets; from += targetsPerLog) {
    const windows = Array.from({ length: Math.min(targetsPerLog, size.targets - from) }, (_, i) =>
      windowsOf(from + i, windowsPerTarget, pool),
    ).flat();
    kept += await keepLog(store, from / targetsPerLog, windows);
    tell(`${Math.min(from + targetsPerLog, size.targets)} of ${size.targets} targets, ${kept} observations`);
  }
  await store.close();
  await writeFile(note, wanted);
}

function flyPool(count: number, tell: (line: string) => void): Flight[] {
  return Array.from({ length: count }, (_, seed) => {
    const { track } = flyScenario({ seed, motion: motionLabels[seed % motionLabels.length]! });
    const evidence = gatherEvidence(track);
    if ((seed + 1) % 200 === 0) tell(`${seed + 1} of ${count} flights`);
    return { track, evidence, assessment: assessByRulebook(evidence) };
  });
}

/** The windows of one target; a fraction of a window is one that some targets have and others lack. */
function windowsOf(number: number, windowsPerTarget: number, pool: readonly Flight[]): Flight[] {
  const count = Math.floor((number + 1) * windowsPerTarget) - Math.floor(number * windowsPerTarget);
  const targetId = String(90_000 + number);
  const context = {
    origin: 'observed',
    targetName: `OBJECT ${number}`,
    targetDesignator: `2026-${String((number % 999) + 1).padStart(3, '0')}A`,
  } as const;
  return Array.from({ length: Math.max(1, count) }, (_, window) => {
    const flight = pool[(number + window * 7) % pool.length]!;
    const own = assets[number % assets.length];
    return {
      track: { ...flight.track, targetId, context: { ...context, ...(own === null ? {} : { ownName: own }) } },
      evidence: { ...flight.evidence, targetId },
      assessment: { ...flight.assessment, targetId, evidence: { ...flight.assessment.evidence, targetId } },
    };
  });
}

/** Keeps one log with its job and assessments; returns the observations it held. */
async function keepLog(store: Store, number: number, windows: readonly Flight[]): Promise<number> {
  const receivedUtc = new Date(startUtcMs + number * 86_400_000);
  const name = `log-${String(number).padStart(3, '0')}.jsonl`;
  const count = windows.reduce((sum, { track }) => sum + track.states.length, 0);
  const file = { name, role: 'observations', sha256: `filled ${number}`, byteCount: count * 200 } as const;
  const { id } = await store.logs.insert(
    {
      name,
      sha256: `filled ${number}`,
      origin: 'upload',
      files: [file],
      settings: { own: null, format: null, frame: null },
      receivedUtc,
    },
    { readings: readingsOf(windows), acceptedCounts: () => [count] },
  );
  const job = await store.jobs.put(classificationOf({ id, name }, 'cot', null), receivedUtc);
  await store.jobs.start(job.id, { done: 0, total: windows.length }, receivedUtc);
  const trackIds = await store.tracks.pendingIds(job.id);
  for (const [index, trackId] of trackIds.entries())
    await store.assessments.insert(trackId, job.id, windows[index]!.assessment, receivedUtc);
  await store.jobs.finish(job.id, { state: 'done', message: { atUtc: receivedUtc.toISOString(), text: 'Done.' } });
  return count;
}

async function* readingsOf(windows: readonly Flight[]): AsyncGenerator<Reading<Track>> {
  for (const { track } of windows) yield { kind: 'accepted', line: 1, value: track };
}
