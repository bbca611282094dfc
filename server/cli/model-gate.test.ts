import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { gatesFile } from '#model';
import { defaultModelDir, realServices } from './context.ts';
import { runQuietly } from './testing/run-quietly.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const folder = temporaryFolder();
const rounded = join(folder, 'int8');
const log = join(folder, 'log.jsonl');
const instructionAdapter = ['--strategy', 'instruction'];
const real = (args: readonly string[]) => runQuietly([...args], { services: realServices });

before(async () => {
  await runQuietly(['model', 'import', defaultModelDir, '--out', rounded, '--weights', 'int8']);
  await runQuietly(['simulate', '--count', '2', '--seed', '5', '-o', log]);
});

test('a rounded model is refused until it was measured, and let in with the adapter it was measured with', async () => {
  const classify = ['classify', log, '--model', rounded, ...instructionAdapter, '--ndjson'];
  const refused = await real(classify);
  assert.equal(refused.exitCode, 5);
  assert.match(refused.stderr, /model\.gate_missing: .*\n.*noncoop model gate .*int8 --against/);

  const measured = await real([
    'model',
    'gate',
    rounded,
    '--against',
    defaultModelDir,
    ...instructionAdapter,
    '-n',
    '24',
  ]);
  assert.match(
    measured.stdout,
    /^Of 24 records both answered \d+ right, float32 alone \d+, the rounded model alone \d+/,
  );
  assert.match(measured.stdout, /95 % interval .* McNemar p = /);
  const [gate] = JSON.parse(readFileSync(join(rounded, gatesFile), 'utf8'));
  const { bothRight, onlyReferenceRight, onlyModelRight, neitherRight } = gate;
  assert.equal(bothRight + onlyReferenceRight + onlyModelRight + neitherRight, 24);
  assert.equal(measured.exitCode, onlyReferenceRight > onlyModelRight ? 1 : 0);

  const after = await real(classify);
  assert.equal(after.exitCode, measured.exitCode === 0 ? 0 : 5);
  const other = await real(['classify', log, '--model', rounded, '--strategy', 'basic', '--ndjson']);
  assert.match(other.stderr, /model\.gate_missing/);
});

test('results are JSON where asked, and a rounded model is nothing to measure against', async () => {
  const args = ['model', 'gate', defaultModelDir, '--against', rounded];
  const usage = await runQuietly(args);
  assert.deepEqual([usage.exitCode, existsSync(join(defaultModelDir, gatesFile))], [2, false]);
  assert.match(usage.stderr, /Expected a float32 model/);
  const asked = ['model', 'gate', rounded, '--against', defaultModelDir, '-n', '30', '--json'];
  const { stdout, exitCode } = await runQuietly(asked);
  const { ok, n, lossPoints, onlyReferenceRight, onlyModelRight } = JSON.parse(stdout);
  // The stand-in answers both the same.
  assert.deepEqual([exitCode, ok, n, lossPoints, onlyReferenceRight, onlyModelRight], [0, true, 30, 0, 0, 0]);
});
