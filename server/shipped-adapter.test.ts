import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from './cli/testing/temporary-folder.ts';
import { shippedAdapterDir } from './shipped-adapter.ts';

test('LoRA answers where there is one, else the prefix', async () => {
  const folder = temporaryFolder();
  for (const name of ['cot', 'cot-lora', 'basic']) await mkdir(path.join(folder, name));
  const names = (['cot', 'instruction', 'basic'] as const).map((one) => path.basename(shippedAdapterDir(folder, one)));
  assert.deepEqual(names, ['cot-lora', 'instruction', 'basic']);
});
