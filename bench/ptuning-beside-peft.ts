import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { productGflop } from './bare-product.ts';
import { type PtuningCase, parameterCount, ptuningCases, writePtuningCase } from './ptuning-cases.ts';
import { openStepProgram, type StepProgram } from './step-program.ts';
import { median } from './timing.ts';

/**
 * A P-tuning step of this program beside PEFT's: same model, batch, prefix and cores, in turns in one run. Each is a
 * process that waits while the other works. Ends with an error when the losses of the two differ.
 */
const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    turns: { type: 'string', default: '4' },
    threads: { type: 'string', default: String(availableParallelism()) },
    /** All when left out. */
    case: { type: 'string', multiple: true, default: [] },
  },
});
const seed = 1;
const turns = Number(options.turns);
/** Threads of a program that has answered go on spinning for a while: 200 ms with the OpenMP of Intel. */
const settleMs = 1000;
/** Steps of a turn; the first of them warms the caches up and is not counted. */
const turnSteps = 8;
const comparedSteps = 10;
const [firstTolerance, trajectoryTolerance] = [1e-4, 1e-3];
const product = { m: 1024, k: 1024, n: 1024 };

/** What was measured of one program. */
interface Measured {
  readonly name: string;
  readonly losses: readonly number[];
  readonly stepS: number;
  readonly gflopPerS: number;
  readonly peakBytes: number;
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const peer = fileURLToPath(new URL('../scripts/golden/ptuning-step-peer.py', import.meta.url));
const own = fileURLToPath(new URL('ptuning-program.ts', import.meta.url));
const versions = execFileSync(
  options.python,
  [
    '-c',
    'import torch, transformers, peft as p; print("torch", torch.__version__, "transformers", transformers.__version__, "peft", p.__version__)',
  ],
  { encoding: 'utf8' },
).trim();
console.log(`machine  ${cpus()[0]?.model ?? 'unknown'}, ${options.threads} threads, node ${process.version}
peer     ${versions}
commit   ${commit}, seed ${seed}, median of ${turns * (turnSteps - 1)} steps each, in turns of ${turnSteps}
`);
const chosen = ptuningCases.filter(({ name }) => options.case.length === 0 || options.case.includes(name));
for (const each of chosen) await compare(each);

async function compare(measured: PtuningCase): Promise<void> {
  const folder = await writePtuningCase(measured, seed);
  const ours = openStepProgram(process.execPath, [...process.execArgv, own, folder, options.threads]);
  const peers = ['sdpa', 'eager'].map((attention) => ({
    name: `PEFT, ${attention}`,
    program: openStepProgram(options.python, [peer, folder, attention, options.threads]),
  }));
  const results = await inTurns([{ name: 'noncoop', program: ours }, ...peers]);
  await rm(folder, { recursive: true });
  report(measured, results);
}

async function inTurns(programs: readonly { name: string; program: StepProgram }[]): Promise<readonly Measured[]> {
  const sides = programs.map(({ name, program }) => ({
    name,
    program,
    losses: [] as number[],
    seconds: [] as number[],
  }));
  // In the first turn the other programs are still loading.
  for (let turn = 0; turn <= Math.max(turns, Math.ceil(comparedSteps / turnSteps)); turn += 1) {
    for (const side of sides) {
      await setTimeout(settleMs);
      const answer = await side.program.ask({ take: 'steps', count: turnSteps });
      side.losses.push(...(answer.losses ?? []));
      if (turn > 0) side.seconds.push(...answer.seconds.slice(1));
    }
  }
  const measured: Measured[] = [];
  for (const { name, program, losses, seconds } of sides) {
    await setTimeout(settleMs);
    const bare = await program.ask({ take: 'product', size: [product.m, product.k, product.n], count: 30 });
    const gflopPerS = productGflop(product) / median(bare.seconds.slice(3));
    measured.push({ name, losses, stepS: median(seconds), gflopPerS, peakBytes: bare.peakResidentBytes });
  }
  for (const { program } of sides) program.close();
  return measured;
}

function report(measured: PtuningCase, [ours, ...peers]: readonly Measured[]): void {
  if (!ours) throw new TypeError('expected a measurement of our own program');
  const { name, config, batchSize, rowTokens, leastTokens, sharedTokens } = measured;
  const tokens = leastTokens === undefined ? rowTokens : `${leastTokens} to ${rowTokens}`;
  const millions = (parameterCount(config) / 1e6).toFixed(1);
  console.log(
    `${name}: ${config.architecture} ${config.layers} x ${config.width}, ${millions} M parameters, ` +
      `vocabulary ${config.vocabularySize}, batch ${batchSize} x ${tokens}, first ${sharedTokens} shared`,
  );
  for (const { name, stepS, gflopPerS, peakBytes } of [ours, ...peers]) {
    const share = `${(stepS / ours.stepS).toFixed(2)} of ours`;
    console.log(
      `  ${name.padEnd(12)} ${(1000 * stepS).toFixed(0).padStart(6)} ms, ${share}, ` +
        `bare product ${gflopPerS.toFixed(0)} GFLOP/s, peak resident ${(peakBytes / 1e9).toFixed(2)} GB`,
    );
  }
  for (const each of peers) requireSameLosses(ours.losses, each);
  console.log(
    `  losses of ${comparedSteps} steps agree, from ${ours.losses[0]?.toFixed(4)} to ${ours.losses[comparedSteps - 1]?.toFixed(4)}`,
  );
}

function requireSameLosses(ours: readonly number[], { name, losses }: Measured): void {
  for (let step = 0; step < comparedSteps; step += 1) {
    const [a, b] = [ours[step] as number, losses[step] as number];
    const difference = Math.abs(a - b) / Math.abs(b);
    const tolerance = step === 0 ? firstTolerance : trajectoryTolerance;
    if (!(difference <= tolerance)) {
      throw new Error(`step ${step}: expected a loss within ${tolerance} of ${b} (${name}), got ${a}`);
    }
  }
}
