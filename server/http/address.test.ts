import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { address, targetAddress, targetIdOf } from './address.ts';

test('the name of every target comes back from its address', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('.', '..', 'a.json', 'a.csv', '<script>', 'a/b?c#d')),
      (id) => {
        const { pathname } = new URL(targetAddress(id), 'http://console');
        fc.pre(id !== '%2E');
        assert.equal(targetIdOf(decodeURIComponent(pathname.slice('/targets/'.length))), id);
      },
    ),
  );
});

test('an address of a page never ends like one of a format', () => {
  assert.equal(targetAddress('x.json'), '/targets/x%2Ejson');
});

test('empty parameters are left out', () => {
  assert.equal(address('/', { q: '', motion: 'flyby', task: undefined }), '/?motion=flyby');
});
