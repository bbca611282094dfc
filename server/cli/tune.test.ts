import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { TuneOptions } from '#tuner';
import { fakeServices } from './testing/fake-services.ts';
import { runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import type { TuneReport } from './tune-report.ts';

const folder = temporaryFolder();
const log = join(folder, 'log.csv');
const labels = join(folder, 'labels.jsonl');
const small = ['--model', folder, '--steps', '5', '--validation', '4'];

/** Services that keep what the tuner was given. */
function watching() {
  const seen: TuneOptions[] = [];
  const fakes = fakeServices();
  const runTuning: typeof fakes.runTuning = (options, ...rest) => {
    seen.push(options);
    return fakes.runTuning(options, ...rest);
  };
  return { services: { ...fakes, runTuning }, seen };
}

before(async () => {
  await runQuietly(['simulate', '--count', '12', '--seed', '2', '-o', log, '--truth', labels]);
});

test('learns from simulated examples, holds others out, and leaves the loss curve in the run folder', async () => {
  const out = join(folder, 'run');
  const { services, seen } = watching();
  const { exitCode, stdout } = await runQuietly(['tune', '--out', out, '--examples', '12', ...small], { services });
  assert.equal(exitCode, 0);
  assert.match(stdout, /Adapter: .*run\/adapter/);
  assert.match(readFileSync(join(out, 'loss.svg'), 'utf8'), /^<svg/);
  assert.equal(readFileSync(join(out, 'loss.csv'), 'utf8').trimEnd().split('\n').length, 6);
  const [options] = seen;
  assert.deepEqual([options?.examples.length, options?.validation.length], [12, 4]);
  assert.deepEqual(options?.method, { kind: 'prefix', tokens: 128, init: 'text', dropout: 0, projection: 0 });
  assert.equal(options?.learningRate, 0.02);
  const training = new Set(options?.examples.map(({ record }) => record));
  assert.notDeepEqual(
    options?.validation.map(({ record }) => record),
    [...training].slice(0, 4),
  );
});

test('the report adds the times of all calls up and keeps the largest memory; it is printed and lies in the run folder', async () => {
  const out = join(folder, 'report');
  const command = ['tune', '--out', out, '--examples', '2', '--json', ...small];
  const first = JSON.parse((await runQuietly(command)).stdout) as TuneReport & { readonly ok: boolean };
  assert.deepEqual([first.ok, first.seconds, first.secondsPerStep], [true, 2.5, 0.5]);
  assert.ok(first.peakMemoryBytes > 10e6);
  const path = join(out, 'result.json');
  assert.deepEqual({ ok: true, ...JSON.parse(readFileSync(path, 'utf8')) }, first);
  writeFileSync(path, JSON.stringify({ ...first, peakMemoryBytes: 1e15 }));
  assert.equal(JSON.parse((await runQuietly(command)).stdout).peakMemoryBytes, 1e15);
});

test('a reasoned answer is learned under cot, a plain one under the others', async () => {
  const answers = async (strategy: string) => {
    const { services, seen } = watching();
    await runQuietly(['tune', '--out', join(folder, strategy), '-s', strategy, '--examples', '2', ...small], {
      services,
    });
    return seen[0]!.examples[0]!.answer;
  };
  assert.match(await answers('cot'), /^facts: own .+\nmotion: .+; so \w+\./);
  assert.match(await answers('instruction'), /^motion: \w+\.\n/);
});

test('learns from a log and labels of one’s own, no target in both halves', async () => {
  const { services, seen } = watching();
  const own = ['tune', '--out', join(folder, 'own'), '-s', 'basic', '--data', log, '--labels', labels, ...small];
  const { exitCode } = await runQuietly(own, { services });
  assert.equal(exitCode, 0);
  assert.deepEqual([seen[0]?.examples.length, seen[0]?.validation.length], [8, 4]);
});

test('every unusable label is told with its line, nothing is tuned, and the command exits 3', async () => {
  const bad = join(folder, 'bad.jsonl');
  const lines = readFileSync(labels, 'utf8').trimEnd().split('\n');
  const strange = JSON.stringify({ target: 'target-00001', motion: 'dancing', operation: 'none', task: 'unclear' });
  writeFileSync(bad, [strange, 'not json', lines[2], lines[2], ...lines.slice(3)].join('\n'));
  const own = ['tune', '--out', join(folder, 'bad'), '-s', 'basic', '--data', log, '--labels', bad, ...small];
  const { exitCode, stderr } = await runQuietly(own);
  assert.equal(exitCode, 3);
  assert.match(stderr, /bad\.jsonl:1: expected motion to be one of hovering, .*got "dancing"/);
  assert.match(stderr, /bad\.jsonl:2: expected \{"target"/);
  assert.match(stderr, /bad\.jsonl:4: expected one line for target-00003, got a second/);
  assert.match(stderr, /expected labels for target-00002, got none/);
  assert.ok(!existsSync(join(folder, 'bad')));
});

test('every method has settings and a learning rate of its own', async () => {
  const told = async (...flags: readonly string[]) => {
    const { services, seen } = watching();
    const out = join(folder, `method-${flags.join('')}`);
    await runQuietly(['tune', '--out', out, '--examples', '2', ...small, ...flags], { services });
    return [seen[0]?.method, seen[0]?.learningRate];
  };
  assert.deepEqual(await told('--method', 'prompt', '--prefix', '20', '--init', 'random'), [
    { kind: 'prompt', tokens: 20, init: 'random' },
    0.02,
  ]);
  const targets = ['q_proj', 'o_proj'];
  assert.deepEqual(await told('--method', 'lora', '--rank', '4', '--targets', 'q_proj, o_proj'), [
    { kind: 'lora', rank: 4, alpha: 8, targets },
    0.01,
  ]);
  assert.deepEqual(await told('--method', 'full', '--learning-rate', '0.5'), [{ kind: 'full' }, 0.5]);
  assert.deepEqual(await told('--projection', '64', '--dropout', '0.1'), [
    { kind: 'prefix', tokens: 128, init: 'random', dropout: 0.1, projection: 64 },
    0.02,
  ]);
});

test('a setting of another method is wrong usage, by its name', async () => {
  for (const flags of [
    ['--method', 'lora', '--prefix', '8'],
    ['--rank', '4'],
    ['--method', 'full', '--init', 'text'],
    ['--method', 'prompt', '--dropout', '0.1'],
    ['--method', 'prompt', '--init', 'zero'],
    ['--projection', '8', '--init', 'text'],
  ]) {
    const { exitCode, stderr } = await runQuietly(['tune', '--out', join(folder, 'odd'), ...small, ...flags]);
    assert.equal(exitCode, 2, stderr);
    assert.match(stderr, new RegExp(`server.usage: .*${flags.at(-2)}`));
  }
});

test('data without labels is wrong usage', async () => {
  assert.equal((await runQuietly(['tune', '--out', folder, '--data', log, ...small])).exitCode, 2);
});

test('a dry run makes the examples and writes nothing', async () => {
  const out = join(folder, 'dry');
  const { exitCode, stderr } = await runQuietly(['tune', '--out', out, '--examples', '3', '--dry-run', ...small]);
  assert.equal(exitCode, 0);
  assert.match(stderr, /Would tune cot on 3 examples, 4 held out/);
  assert.ok(!existsSync(out));
});
