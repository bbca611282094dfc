import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from './cli/testing/temporary-folder.ts';
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

const isShared = (env: Record<string, string>) => readSettings(env, '/').security.isShared;

test('a console is shared as soon as its address, a name or a proxy lets others in', () => {
  assert.equal(isShared({}), false);
  assert.equal(isShared({ NONCOOP_HOST: '::1', NONCOOP_PUBLIC_URL: 'http://localhost:8080' }), false);
  assert.equal(isShared({ NONCOOP_HOST: '192.0.2.1' }), true);
  assert.equal(isShared({ NONCOOP_PUBLIC_URL: 'https://console.example' }), true);
  assert.equal(isShared({ NONCOOP_HOST_NAMES: 'localhost, console.example' }), true);
  assert.equal(isShared({ NONCOOP_PROXIES: '1' }), true);
});

test('the names the console answers to are those of loopback and of the settings', () => {
  const env = {
    NONCOOP_HOST: '192.0.2.1',
    NONCOOP_PUBLIC_URL: 'https://A.example:8443',
    NONCOOP_HOST_NAMES: 'B.example',
  };
  const { hostNames, publicOrigin } = readSettings(env, '/').security;
  assert.deepEqual([...hostNames], ['localhost', '127.0.0.1', '[::1]', 'b.example', 'a.example', '192.0.2.1']);
  assert.equal(publicOrigin, 'https://a.example:8443');
});

test('a console that listens everywhere has to be told its name', () => {
  assert.throws(() => readSettings({ NONCOOP_HOST: '0.0.0.0' }, '/'), /name at which readers open/);
  for (const url of ['console.example', 'ftp://console.example', 'https://console.example/path', 'https://u@c.example'])
    assert.throws(() => readSettings({ NONCOOP_PUBLIC_URL: url }, '/'), { code: 'server.bad_setting' }, url);
});

test('a secret may lie in a file, and then nowhere else', () => {
  const file = join(temporaryFolder(), 'url');
  writeFileSync(file, 'postgres://me:secret@db.example/noncoop\n');
  const read = (env: Record<string, string>) => readSettings(env, '/').databaseUrl;
  assert.equal(read({ DATABASE_URL_FILE: file }), 'postgres://me:secret@db.example/noncoop');
  assert.throws(() => read({ DATABASE_URL_FILE: file, DATABASE_URL: 'postgres://x' }), /got both/);
  assert.throws(() => read({ DATABASE_URL_FILE: '/nowhere' }), /DATABASE_URL from at \/nowhere/);
});
