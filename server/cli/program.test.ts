import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { AppError } from '#errors';
import { fakeServices } from './testing/fake-services.ts';
import { runQuietly } from './testing/run-quietly.ts';

const commands = ['serve', 'classify', 'simulate', 'tune', 'evaluate'];
const failingServe = (error: unknown) => ({
  ...fakeServices(),
  serve: async () => {
    throw error;
  },
});

test('without arguments it says what it is, shows examples and lists the commands', async () => {
  const { exitCode, stdout } = await runQuietly([]);
  assert.equal(exitCode, 0);
  assert.ok(stdout.indexOf('Examples:') < stdout.indexOf('Usage:'));
  for (const command of commands) assert.match(stdout, new RegExp(`^  ${command}`, 'm'));
});

for (const command of commands) {
  test(`the help of ${command} leads with examples and goes to standard output`, async () => {
    const { exitCode, stdout, stderr } = await runQuietly([command, '-h']);
    assert.equal(exitCode, 0);
    assert.equal(stderr, '');
    assert.ok(stdout.indexOf(`$ noncoop ${command}`) < stdout.indexOf('Usage:'));
  });
}

test('a near miss is met with a suggestion, never with a guess', async () => {
  const { exitCode, stdout, stderr } = await runQuietly(['clasify', 'log.csv']);
  assert.equal(exitCode, 2);
  assert.equal(stdout, '');
  assert.match(stderr, /Did you mean classify\?/);
});

test('wrong usage exits 2', async () => {
  const wrong = [
    ['classify'],
    ['simulate', '--count', '0'],
    ['simulate', '--motion', 'dancing'],
    ['tune'],
    ['--nonsense'],
  ];
  for (const args of wrong) assert.equal((await runQuietly(args)).exitCode, 2, args.join(' '));
});

test('an expected failure tells code, message and hint, and no trace', async () => {
  const services = failingServe(new AppError('server.model_missing', 'Expected a model.', { hint: 'make one' }));
  const { exitCode, stderr } = await runQuietly(['serve'], { services });
  assert.equal(exitCode, 5);
  assert.equal(stderr, 'server.model_missing: Expected a model.\n  hint: make one\n');
});

test('a fault of ours exits 1 and shows its trace only with --debug', async () => {
  const services = failingServe(new TypeError('boom'));
  const plain = await runQuietly(['serve'], { services });
  const debugged = await runQuietly(['serve', '--debug'], { services });
  assert.deepEqual([plain.exitCode, plain.stderr], [1, 'server.unexpected: boom\n']);
  assert.match(debugged.stderr, /TypeError: boom\n +at /);
});

test('the installed program runs from any folder', () => {
  const program = join(import.meta.dirname, 'noncoop.mjs');
  const { status, stdout } = spawnSync(process.execPath, [program, '--version'], { cwd: '/', encoding: 'utf8' });
  assert.equal(status, 0);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

test('a closed pipe ends the program quietly', () => {
  const program = join(import.meta.dirname, 'noncoop.mjs');
  const command = `"${process.execPath}" "${program}" simulate --count 50 --quiet | head -n 1`;
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  assert.equal(stdout.split('\n').length, 2);
  assert.equal(stderr, '');
});
