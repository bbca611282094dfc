import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/tiny-model.ts';
import { openMetricsLog } from './metrics-log.ts';

test('a row is one JSON object a line', async (t) => {
  const path = join(await temporaryFolder(t), 'metrics.ndjson');
  const log = await openMetricsLog(path, 0);
  await log.append({ step: 1, loss: 2.5 });
  await log.append({ step: 2, loss: 1.25 });
  assert.equal(await readFile(path, 'utf8'), '{"step":1,"loss":2.5}\n{"step":2,"loss":1.25}\n');
});

test('a resumed run drops the rows after its checkpoint and keeps the others', async (t) => {
  const path = join(await temporaryFolder(t), 'metrics.ndjson');
  await writeFile(path, '{"step":1}\n{"step":2}\n{"step":2,"kind":"validation"}\n{"step":3}\n');
  const log = await openMetricsLog(path, 2);
  await log.append({ step: 3, loss: 1 });
  assert.equal(
    await readFile(path, 'utf8'),
    '{"step":1}\n{"step":2}\n{"step":2,"kind":"validation"}\n{"step":3,"loss":1}\n',
  );
});

test('a row that a kill left half written is dropped', async (t) => {
  const path = join(await temporaryFolder(t), 'metrics.ndjson');
  await writeFile(path, '{"step":1}\n{"step":2,"lo');
  await openMetricsLog(path, 2);
  assert.equal(await readFile(path, 'utf8'), '{"step":1}\n');
});
