import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from './config.ts';

test('without any variable the console listens on loopback, port 8080, and keeps its data in var', () => {
  const { host, port, dataDir } = readSettings({}, '/program');
  assert.deepEqual([host, port, dataDir], ['127.0.0.1', 8080, '/program/var']);
});

test('a setting that is not a number is refused by the name of its variable', () => {
  assert.throws(() => readSettings({ NONCOOP_PORT: 'http' }, '/'), /NONCOOP_PORT .* got "http"/);
  assert.throws(() => readSettings({ NONCOOP_UPLOAD_LIMIT_MB: '0' }, '/'), { code: 'server.bad_setting' });
});

test('the confidence that is asked for is a share', () => {
  assert.equal(readSettings({}, '/').confidenceThreshold, 0.6);
  assert.equal(readSettings({ NONCOOP_CONFIDENCE_THRESHOLD: '0.85' }, '/').confidenceThreshold, 0.85);
  for (const text of ['60', '-0.1', 'high', 'NaN'])
    assert.throws(() => readSettings({ NONCOOP_CONFIDENCE_THRESHOLD: text }, '/'), { code: 'server.bad_setting' });
});
