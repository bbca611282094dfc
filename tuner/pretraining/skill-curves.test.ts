import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SkillCurves } from './skill-curves.ts';

const hits = (text: string) => [...text].map((digit) => BigInt(digit));

test('a piece counts when every token of it was the likeliest', () => {
  const parts = [
    { skill: 'restating', tokens: 3 },
    { skill: 'lookup', tokens: 1 },
    { skill: 'restating', tokens: 2 },
  ];
  assert.deepEqual(new SkillCurves().add(parts, hits('110111')), { restating: 0.5, lookup: 1 });
});

test('the recent share moves a twentieth of the way with each batch', () => {
  const curves = new SkillCurves();
  curves.add([{ skill: 'lookup', tokens: 1 }], hits('0'));
  curves.add([{ skill: 'lookup', tokens: 1 }], hits('1'));
  assert.deepEqual(curves.recent(), { lookup: 0.05 });
});
