import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { tuningFolder } from '../tuning/tuning-folder.ts';
import type { TuningSettings } from '../tuning/tuning-settings.ts';

/** Settings of a run that takes a second with the tiny model of tuner/testing. */
export const tinyTuning: TuningSettings = {
  name: 'tiny',
  strategy: 'basic',
  folder: 'tiny',
  source: 'simulated',
  examples: 9,
  varied: 0,
  repeat: 2,
  validation: 4,
  steps: 12,
  batch: 3,
  accumulate: 1,
  patience: null,
  evaluateEvery: 4,
  seed: 1,
  method: { kind: 'prefix', tokens: 4, init: 'text', dropout: 0, projection: 0 },
  learningRate: 0.05,
};

/** What a run left in its folder, but for times: adapter, checkpoint and measurements. */
export async function remainsOf(dataDir: string, folder: string): Promise<readonly string[]> {
  const { dir } = tuningFolder(dataDir, folder);
  const files = ['adapter/adapter_model.safetensors', 'checkpoint.safetensors', 'metrics.ndjson'];
  const contents = await Promise.all(files.map((file) => readFile(path.join(dir, file), 'latin1')));
  return contents.map((content) => content.replace(/,"seconds":[\d.]+/g, ''));
}
