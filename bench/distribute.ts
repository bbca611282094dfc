import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPostgres, startPostgres } from '../server/testing/postgres-server.ts';
import { type RunningProgram, simulate, startWorker, type TimedRun, timeClassify } from './timed-command.ts';

/**
 * Records a second of `classify --distribute` on one, two and three workers, beside as many plain processes at once on the
 * same machine, as Markdown. Each process runs one thread, so that processes and not threads share the cores. The overhead is
 * what the queue, the database and the merging take away from the plain processes.
 */
const { values } = parseArgs({
  options: {
    strategy: { type: 'string', default: 'cot' },
    /** Records of each of six files; a shard is 64. */
    n: { type: 'string', default: '64' },
    workers: { type: 'string', default: '3' },
  },
});
const recordsPerFile = Number(values.n);
const most = Number(values.workers);
/** So many files share out evenly among one, two and three processes. */
const fileCount = 6;
const asked = ['--strategy', values.strategy, '--threads', '1'];

const binFolder = await findPostgres();
if (binFolder === null) throw new Error('expected PostgreSQL to be installed, got none');
const folder = await mkdtemp(join(tmpdir(), 'noncoop-distribute-'));
const postgres = await startPostgres(binFolder);
const environment = { DATABASE_URL: await postgres.newDatabase(), NONCOOP_DATA_DIR: join(folder, 'var') };
const counts = Array.from({ length: most }, (_, i) => i + 1);
let outputs = 0;
function newOutput(): string {
  outputs += 1;
  return join(folder, `out-${outputs}.ndjson`);
}
const rateOf = ({ targets, seconds }: TimedRun): number => targets / seconds;

/** Sum of the rates of so many plain processes at once, the files shared out among them. */
async function plainRate(files: readonly string[], count: number): Promise<number> {
  const shares = Array.from({ length: count }, (_, i) => files.filter((_file, at) => at % count === i));
  const runs = await Promise.all(shares.map((share) => timeClassify([...share, ...asked], newOutput(), {})));
  return runs.reduce((sum, run) => sum + rateOf(run), 0);
}

const distributedRate = async (files: readonly string[]): Promise<number> =>
  rateOf(await timeClassify([...files, ...asked, '--distribute', '--workers-only'], newOutput(), environment));

/** The rates of distributed runs by number of workers, whose models are opened before by a record for each at once. */
async function ratesByWorkers(files: readonly string[], single: string): Promise<ReadonlyMap<number, number>> {
  const workers: RunningProgram[] = await Promise.all(counts.map(() => startWorker(['--threads', '1'], environment)));
  const rates = new Map<number, number>();
  try {
    await Promise.all(counts.map(() => distributedRate([single])));
    for (const count of counts.toReversed()) {
      rates.set(count, await distributedRate(files));
      await workers.pop()!.end();
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
  }
  return rates;
}

try {
  const files = Array.from({ length: fileCount }, (_, i) => join(folder, `log-${i}.jsonl`));
  const single = join(folder, 'single.jsonl');
  await simulate(1, 1, single);
  for (const [i, file] of files.entries()) await simulate(recordsPerFile, 100 + i, file);
  const plain = new Map<number, number>();
  for (const count of counts) plain.set(count, await plainRate(files, count));
  const distributed = await ratesByWorkers(files, single);
  const one = plain.get(1)!;
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  const rows = counts.map((count) => {
    const [beside, shared] = [plain.get(count)!, distributed.get(count)!];
    const ratios = [percent(shared / (count * one)), percent(shared / beside), percent(1 - shared / beside)];
    return `| ${count} | ${beside.toFixed(1)} | ${shared.toFixed(1)} | ${ratios.join(' | ')} |`;
  });
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  console.log(`### ${values.strategy}

| processes | plain at once, records/s | workers, records/s | of one plain times processes | of plain at once | overhead |
| --: | --: | --: | --: | --: | --: |
${rows.join('\n')}

${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} threads, node ${process.version}; commit ${commit}; ${fileCount * recordsPerFile} simulated targets in shards of 64;
one thread a process, database and command on the same machine.`);
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
