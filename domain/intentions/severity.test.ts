import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelsOf, levels } from './labels.ts';
import { severities, severityOf, severityRules } from './severity.ts';

test('the table has a severity and a reason for exactly the labels of each level', () => {
  for (const level of levels) {
    assert.deepEqual(Object.keys(severityRules[level]).sort(), [...labelsOf[level]].sort());
    for (const { severity, reason } of Object.values(severityRules[level])) {
      assert.ok(severities.includes(severity));
      assert.ok(reason.length > 0);
    }
  }
});

test('a clear task decides, whatever the motion leads up to', () => {
  const verdict = severityOf({ motion: 'rendezvous', operation: 'docking', task: 'support' });
  assert.deepEqual([verdict?.severity, verdict?.level], ['normal', 'task']);
});

test('where the task is unclear the worse of operation and motion decides', () => {
  const verdict = severityOf({ motion: 'rendezvous', operation: 'grabbing', task: 'unclear' });
  assert.deepEqual([verdict?.severity, verdict?.label], ['serious', 'grabbing']);
  assert.equal(severityOf({ motion: 'flyby', operation: 'none', task: 'unclear' })?.label, 'flyby');
});

test('a collision course is critical even of a target that cooperates', () => {
  assert.equal(severityOf({ motion: 'collision', operation: 'none', task: 'experiment' })?.label, 'collision');
});

test('of an attack on a collision course the task is named', () => {
  assert.equal(severityOf({ motion: 'collision', operation: 'none', task: 'attack' })?.level, 'task');
});

test('an answer that cannot be read has no severity, one with a motion has that of the motion', () => {
  assert.equal(severityOf({ motion: null, operation: null, task: null }), null);
  assert.equal(severityOf({ motion: 'hovering', operation: null, task: null })?.severity, 'caution');
  assert.equal(severityOf({ motion: 'toString', operation: null, task: null }), null);
});
