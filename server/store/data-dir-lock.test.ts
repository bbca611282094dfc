import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { lockDataDir } from './data-dir-lock.ts';

test('a folder that a living process holds is refused, one whose holder is gone is taken over', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'noncoop-lock-'));
  await writeFile(path.join(folder, 'console.pid'), String(process.ppid));
  await assert.rejects(lockDataDir(folder), { code: 'server.data_dir_in_use' });
  await writeFile(path.join(folder, 'console.pid'), '999999999');
  const unlock = await lockDataDir(folder);
  await unlock();
  await rm(folder, { recursive: true });
});
