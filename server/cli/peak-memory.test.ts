import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { peakMemoryBytes } from './peak-memory.ts';

const filledBytes = 300e6;

test('memory that was filled counts, and counts on when it is free again', () => {
  const before = peakMemoryBytes();
  assert.ok(before > 10e6 && before < 5e9, `${before}`);
  assert.equal(Buffer.alloc(filledBytes, 1).at(-1), 1);
  assert.ok(peakMemoryBytes() > Math.max(before, filledBytes));
});

test('the peak of a process is its own, not that of the process that started it', () => {
  assert.equal(Buffer.alloc(filledBytes, 1).at(-1), 1);
  const file = new URL('peak-memory.ts', import.meta.url);
  const code = `import(${JSON.stringify(file)}).then((own) => console.log(own.peakMemoryBytes()))`;
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '-e', code], { encoding: 'utf8' });
  assert.ok(Number(stdout) > 10e6 && Number(stdout) < filledBytes, stdout);
});
