import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelsOf } from '#domain';
import { nearestLabel } from './nearest-label.ts';

test('a label is nearest to itself', () => {
  for (const labels of Object.values(labelsOf))
    for (const label of labels) assert.equal(nearestLabel(label, labels), label);
});

test('other forms of the same word are the label', () => {
  const forms = { dock: 'docking', refuelling: 'refueling', repairs: 'repair', grabbed: 'grabbing', photos: null };
  for (const [word, label] of Object.entries(forms)) assert.equal(nearestLabel(word, labelsOf.operation), label);
});

test('a word near two labels is neither', () => {
  assert.equal(nearestLabel('mate', ['mare', 'mats']), null);
});

test('a short word is not near a label for want of letters', () => {
  assert.equal(nearestLabel('', labelsOf.task), null);
  assert.equal(nearestLabel('so', labelsOf.operation), null);
});
