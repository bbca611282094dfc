import { gatherEvidence, type Intention, levels } from '#domain';
import { importLog, noSettings } from '../jobs/import-log.ts';
import type { LogRecord } from '../store/log-rows.ts';
import type { Store } from '../store/open-store.ts';
import { assessByRulebook } from './rulebook-assessor.ts';
import { logText, simulatedTracks } from './test-console.ts';
import type { TestJobs } from './test-jobs.ts';

/** A log of simulated targets, each assessed by the rulebook and confirmed by an analyst. */
export async function labeledLog(
  store: Store,
  bench: TestJobs,
  count: number,
  firstSeed: number,
): Promise<{ readonly log: LogRecord }> {
  const tracks = simulatedTracks(count, firstSeed);
  const { settings } = await bench.importOf(`${firstSeed}.jsonl`, logText(tracks));
  const [file] = (settings as { files: { name: string; sha256: string; byteCount: number }[] }).files;
  const kept = { ...file!, path: bench.pathOf(file!.sha256) };
  const files = [{ name: file!.name, role: 'observations', kept }] as const;
  const { log } = await importLog(store, { files, settings: noSettings, origin: 'upload', now: new Date() });
  const job = { kind: 'classification', subject: log.name, settings: { strategy: 'cot' }, unit: 'target' } as const;
  const { id: jobId } = await store.jobs.put({ ...job, logId: log.id, stepsTotal: null, startedBy: null }, new Date());
  for (const trackId of await store.tracks.pendingIds(jobId)) {
    const { track } = (await store.tracks.find(trackId))!;
    const assessment = assessByRulebook(gatherEvidence(track));
    await store.assessments.insert(trackId, jobId, assessment, new Date());
    const [record] = await store.assessments.ofTarget(track.targetId);
    const labels = Object.fromEntries(levels.map((level) => [level, assessment[level].label])) as unknown as Intention;
    await store.reviews.insert(record!.id, { verdict: 'confirmed', labels, note: '', author: 'Ann' }, new Date());
  }
  await store.jobs.finish(jobId, { state: 'done', message: { atUtc: new Date().toISOString(), text: 'Done.' } });
  return { log };
}
