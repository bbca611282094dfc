import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/tiny-model.ts';
import { claimRunFolder, type RunSettings } from './run-folder.ts';

const settings: RunSettings = {
  trainingSha256: '4a',
  steps: 10,
  learningRate: 0.02,
  init: 'text',
};

test('a folder is claimed once and recognized again', async (t) => {
  const folder = await temporaryFolder(t);
  await claimRunFolder(folder, settings);
  const written = await readFile(join(folder, 'settings.json'), 'utf8');
  await claimRunFolder(folder, settings);
  assert.equal(await readFile(join(folder, 'settings.json'), 'utf8'), written);
});

test('a run with other settings is refused, and every difference is named', async (t) => {
  const folder = await temporaryFolder(t);
  await claimRunFolder(folder, settings);
  await assert.rejects(claimRunFolder(folder, { ...settings, steps: 20, init: 'random' }), {
    code: 'tuner.run_mismatch',
    message: /steps: 10 there, 20 here; init: "text" there, "random" here/,
  });
});

test('a run with other data is refused', async (t) => {
  const folder = await temporaryFolder(t);
  await claimRunFolder(folder, settings);
  await assert.rejects(claimRunFolder(folder, { ...settings, trainingSha256: '6b' }), {
    code: 'tuner.run_mismatch',
    message: /trainingSha256/,
  });
});
