import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noSettings } from './import-log.ts';
import { uploadHash } from './upload-hash.ts';

const file = (sha256: string, role: 'observations' | 'own' = 'observations') => ({ role, sha256 });

test('every file, its role, their order and every setting make another upload', () => {
  const uploads = [
    uploadHash([file('a')], noSettings),
    uploadHash([file('a', 'own')], noSettings),
    uploadHash([file('a'), file('b')], noSettings),
    uploadHash([file('b'), file('a')], noSettings),
    uploadHash([file('a')], { ...noSettings, own: '25544' }),
    uploadHash([file('a')], { ...noSettings, frame: 'RTN' }),
    uploadHash([file('a')], { ...noSettings, format: 'tle' }),
  ];
  assert.equal(new Set(uploads).size, uploads.length);
});

test('names do not count', () => {
  const named = (name: string) => uploadHash([{ ...file('a'), name } as never], noSettings);
  assert.equal(named('monday.csv'), named('tuesday.csv'));
});
