import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StandardFacts } from '#domain';
import { reason, rulebook } from '#domain';
import { watcher } from '../../../domain/testing/watcher.ts';
import { rulesInWords, rulesUsed } from './rules-in-words.ts';

const usedFor = (facts: Partial<StandardFacts>) => rulesUsed(rulebook, reason(rulebook, { ...watcher, ...facts }));

test('a reasoning uses the rules that decide it', () => {
  assert.deepEqual(usedFor({}), [
    'steady means staying',
    'staying: full turn so flyaround, part turn so hovering',
    'camera means photograph',
    'photograph needs light, view',
    'light allows full sunlight, penumbra',
    'view allows hovering, flyaround, flyby, rendezvous',
    'photograph means looking',
    'looking: noncooperative so detection, cooperative so surveillance, unknown so unclear',
  ]);
});

test('a rule that was not reached is not used', () => {
  assert.deepEqual(usedFor({ device: 'jammer', rangeTrend: 'wandering' }), [
    'wandering means erratic',
    'erratic: so randomness',
    'jammer means none',
    'device jammer means disturbing',
    'disturbing: noncooperative so interference, cooperative so unclear, unknown so unclear',
  ]);
});

test('every rule is told once', () => {
  const rules = rulesInWords(rulebook);
  assert.equal(new Set(rules).size, rules.length);
});
