import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { writeTinyModel } from '../../model/testing/tiny-glm.ts';
import { tinyConfig } from '../../tuner/testing/tiny-model.ts';
import type { Comparison, ComparisonRow } from './comparison-report.ts';
import { realServices, type Services } from './context.ts';
import { fakeServices } from './testing/fake-services.ts';
import { runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const log = join(folder, 'log.csv');
const labels = join(folder, 'labels.jsonl');
const small = ['--strategy', 'instruction', '--examples', '4', '--validation', '4', '--steps', '5'];

before(async () => {
  await runQuietly(['simulate', '--count', '12', '--seed', '2', '-o', log, '--truth', labels]);
});

/** Services that tune in this process by the fakes, and the command lines they were given. */
function alone(services: Services = fakeServices()) {
  const calls: (readonly string[])[] = [];
  const runAlone: Services['runAlone'] = async (args, { onStderr }) => {
    calls.push(args);
    const { exitCode, stderr } = await runQuietly(args, { services });
    onStderr(stderr);
    return { exitCode, killedBy: null };
  };
  return { services: { ...services, runAlone }, calls, methods: () => calls.map((args) => args[2]) };
}

/** The same services, but for the runs of one method. */
const butFor = (services: Services, method: string, runAlone: Services['runAlone']): Services => ({
  ...services,
  runAlone: (args, listening) => (args[2] === method ? runAlone : services.runAlone)(args, listening),
});

const comparisonIn = (out: string) => JSON.parse(readFileSync(join(out, 'comparison.json'), 'utf8')) as Comparison;

/** Everything of a row but what depends on the machine. */
const lasting = (out: string) =>
  comparisonIn(out).rows.map(({ peakMemoryBytes, resultDir, ...row }: ComparisonRow) => row);

test('the model as it is stands first, then every method, on the screen and in three files', async () => {
  const out = join(folder, 'all');
  const { services, calls } = alone();
  const { exitCode, stdout, stderr } = await runQuietly(['compare', '--out', out, ...small], { services });
  assert.equal(exitCode, 0, stderr);
  const names = ['base', 'prefix', 'prompt', 'lora', 'full'];
  const firstWords = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]);
  assert.deepEqual(firstWords(stdout, /^(\w+) /gm), ['method', ...names]);
  assert.deepEqual(firstWords(readFileSync(join(out, 'comparison.csv'), 'utf8'), /^(\w+),/gm), ['method', ...names]);
  assert.deepEqual(firstWords(readFileSync(join(out, 'comparison.md'), 'utf8'), /^\| (\w+) \|/gm), [
    'method',
    ...names,
  ]);
  assert.match(stderr, /\nprefix, 1 of 4\nRun folder .*all\/prefix: instruction on 4 examples/);
  assert.equal(new Set(calls.map((args) => args.slice(5).join(' '))).size, 1, 'all are given the same options');
});

test('a row tells cost and outcome, exact answers with their interval', async () => {
  const out = join(folder, 'row');
  const { services } = alone();
  await runQuietly(['compare', '--out', out, '--methods', 'prefix', ...small], { services });
  const [base, prefix] = comparisonIn(out).rows;
  assert.deepEqual([base?.trainedParameters, base?.validationLoss, base?.exactMatch?.correct], [0, 4, 0]);
  assert.ok(prefix!.peakMemoryBytes! > 10e6);
  assert.deepEqual(lasting(out)[1], {
    method: 'prefix',
    trainedParameters: 10,
    trainedShare: 10 / (4_069_632 + 10),
    seconds: 2.5,
    secondsPerStep: 0.5,
    steps: 5,
    validationLoss: 0.4,
    // Wilson's lower bound of 4 in 4: n / (n + z²).
    exactMatch: { correct: 4, n: 4, accuracy: 1, low: 4 / (4 + 1.959963984540054 ** 2), high: 1 },
    bestStep: 5,
    failure: null,
  });
  assert.equal(prefix?.resultDir, join(out, 'prefix/adapter'));
});

test('stopped midway and called again, it runs no finished method again and ends with the same table', async () => {
  const [whole, parted] = [join(folder, 'whole'), join(folder, 'parted')];
  const { services } = alone();
  await runQuietly(['compare', '--out', whole, ...small], { services });

  const controller = new AbortController();
  const stopping = butFor(services, 'lora', async () => {
    controller.abort();
    return { exitCode: 130, killedBy: null };
  });
  const { signal } = controller;
  const stopped = await runQuietly(['compare', '--out', parted, ...small], { services: stopping, signal });
  assert.equal(stopped.exitCode, 130);
  assert.match(stopped.stderr, /server\.interrupted: Stopped within lora/);

  const again = alone();
  const { exitCode, stderr } = await runQuietly(['compare', '--out', parted, ...small], again);
  assert.equal(exitCode, 0);
  assert.deepEqual(again.methods(), ['lora', 'full']);
  assert.match(stderr, /prompt, 2 of 4: finished before/);
  assert.deepEqual(lasting(parted), lasting(whole));
});

test('a method that fails has its reason in its row, the others go on, and it is tried again', async () => {
  const out = join(folder, 'failing');
  const { services } = alone();
  const refusal = 'tuner.weights_packed: expected float32 weights for full fine-tuning, got MatMulNBits';
  const failing = butFor(services, 'prefix', async (_, { onStderr }) => {
    onStderr(`Learning.\nserver.unexpected: an earlier one\n${refusal}`);
    onStderr(' at node n\n  hint: tune a prefix\n');
    return { exitCode: 1, killedBy: null };
  });
  const command = ['compare', '--out', out, '--methods', 'prefix,lora', ...small];
  const { exitCode, stdout } = await runQuietly(command, { services: failing });
  assert.equal(exitCode, 1);
  assert.ok(stdout.includes(`${refusal} at node n\n`), stdout);
  assert.match(stdout, /^lora .*lora\/adapter$/m);

  const again = alone();
  assert.equal((await runQuietly(command, again)).exitCode, 0);
  assert.deepEqual(again.methods(), ['prefix']);
});

test('how a process ended that told no error is its reason', async () => {
  const reasonOf = async (ending: Awaited<ReturnType<Services['runAlone']>>) => {
    const services = { ...fakeServices(), runAlone: async () => ending };
    const out = join(folder, `${ending.killedBy}-${ending.exitCode}`);
    await runQuietly(['compare', '--out', out, '--methods', 'full', ...small], { services });
    return comparisonIn(out).rows[1]?.failure;
  };
  assert.match((await reasonOf({ exitCode: null, killedBy: 'SIGKILL' })) ?? '', /SIGKILL, as happens when memory runs/);
  assert.equal(await reasonOf({ exitCode: null, killedBy: 'SIGABRT' }), 'ended by SIGABRT');
  assert.equal(await reasonOf({ exitCode: 7, killedBy: null }), 'ended with exit code 7');
});

test('a run that ended before its first validation has costs and no outcome', async () => {
  const fakes = fakeServices();
  const out = join(folder, 'short');
  const { services } = alone({
    ...fakes,
    runTuning: async (...args) => ({
      ...(await fakes.runTuning(...args)),
      bestStep: 0,
      bestValidationLoss: Number.POSITIVE_INFINITY,
      bestExactMatch: -1,
    }),
  });
  const { exitCode } = await runQuietly(['compare', '--out', out, '--methods', 'lora', ...small], { services });
  assert.equal(exitCode, 0);
  const { validationLoss, exactMatch, bestStep, resultDir, steps } = comparisonIn(out).rows[1]!;
  assert.deepEqual([validationLoss, exactMatch, bestStep, resultDir, steps], [null, null, null, null, 5]);
});

test('a base that cannot be measured has its reason in its row', async () => {
  const { services } = alone();
  const measureModel = () => Promise.reject(new Error('no'));
  const command = ['compare', '--out', join(folder, 'no-base'), '--methods', 'lora', '--json', ...small];
  const { exitCode, stdout } = await runQuietly(command, { services: { ...services, measureModel } });
  assert.equal(exitCode, 1);
  const { ok, rows } = JSON.parse(stdout) as Comparison & { readonly ok: boolean };
  assert.deepEqual([ok, rows[0]?.failure, rows[1]?.failure], [false, 'server.unexpected: no', null]);
});

test('a folder with a comparison of other settings or examples is refused, and what differs is told', async () => {
  const out = join(folder, 'taken');
  const own = ['compare', '--out', out, '--methods', 'lora', ...small, '--data', log, '--labels', labels];
  const { services, calls } = alone();
  assert.equal((await runQuietly(own, { services })).exitCode, 0);
  const other = await runQuietly([...own, '--steps', '6', '--minutes', '1'], { services });
  assert.equal(other.exitCode, 2);
  assert.match(other.stderr, /server\.output_exists: .*steps 5 there, 6 here; minutes not given there, 1 here/);

  const changed = readFileSync(labels, 'utf8').replaceAll(/"task":"\w+"/g, '"task":"unclear"');
  writeFileSync(labels, changed);
  const relabeled = await runQuietly(own, { services });
  assert.equal(relabeled.exitCode, 2);
  assert.match(relabeled.stderr, /examplesSha256/);
  assert.equal(calls.length, 1);
});

test('what cannot be compared is found before anything is tuned', async () => {
  const { services, calls } = alone();
  const codeOf = async (...flags: readonly string[]) =>
    (await runQuietly(['compare', '--out', join(folder, 'never'), ...small, ...flags], { services })).exitCode;
  assert.equal(await codeOf('--methods', 'prefix,adapters'), 2);
  assert.equal(await codeOf('--data', '-', '--labels', labels), 2);
  assert.equal(await codeOf('--data', log), 2);
  assert.equal(await codeOf('--model', join(folder, 'nowhere')), 5);
  assert.deepEqual(calls, []);
  assert.ok(!existsSync(join(folder, 'never')));
});

test('real methods on a tiny model, each in a process of its own, beside the model as it is', async () => {
  const modelDir = await writeTinyModel({ after }, tinyConfig);
  const out = join(folder, 'real');
  const command = ['compare', '--out', out, '--methods', 'prefix,full', '--model', modelDir, ...small, '--steps', '2'];
  const { exitCode, stderr } = await runQuietly(command, { services: realServices });
  assert.equal(exitCode, 0, stderr);
  const { modelParameters, rows } = comparisonIn(out);
  const [base, prefix, full] = rows;
  // 128 positions, keys and values of 2 layers, 2 heads of 8.
  assert.equal(prefix?.trainedParameters, 128 * 2 * 2 * 2 * 8);
  assert.deepEqual([full?.trainedParameters, full?.trainedShare], [modelParameters, 1]);
  assert.ok(full!.validationLoss! < base!.validationLoss!, JSON.stringify(rows));
  for (const row of [prefix, full]) {
    assert.equal(row?.steps, 2);
    assert.ok(row!.peakMemoryBytes! > 50e6 && row!.seconds! > 0 && existsSync(row!.resultDir!), JSON.stringify(row));
  }
});
