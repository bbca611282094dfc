import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ReportedTerms, readReport } from './read-report.ts';

const nothing: ReportedTerms = {
  ownSpacecraft: 'unknown',
  size: 'unknown',
  cooperation: 'unknown',
  device: 'unknown',
  lighting: 'unknown',
  electromagnetic: 'unknown',
};

test('fields and remarks are read in standard terms', () => {
  const report = readReport(
    { ...nothing, size: '3.4 m across', cooperation: 'Un-cooperative' },
    'It carries an optical telescope. We are aboard a crewed capsule. The radio band is full of static.',
  );
  assert.deepEqual(report, {
    ownSpacecraft: 'crewed ship',
    size: 'medium',
    cooperation: 'noncooperative',
    device: 'camera',
    lighting: 'unknown',
    electromagnetic: 'noisy',
  });
});

test('a size in a remark may be a number', () => {
  assert.equal(readReport(nothing, 'The target is about 30 m long.').size, 'large');
});

test('contradictory statements make an element unknown, the same statement twice does not', () => {
  assert.equal(readReport({ ...nothing, device: 'camera' }, 'It carries a jammer.').device, 'unknown');
  assert.equal(readReport(nothing, 'It is small. The target is huge.').size, 'unknown');
  assert.equal(readReport({ ...nothing, device: 'camera' }, 'It carries an imager.').device, 'camera');
});

test('the longest phrase counts: a radio jammer is no radio, and "noncooperative" not "cooperative"', () => {
  assert.equal(readReport(nothing, 'It is noncooperative.').cooperation, 'noncooperative');
  assert.equal(readReport(nothing, 'It is silent to hails.').cooperation, 'noncooperative');
  assert.equal(readReport(nothing, 'It is in half shade.').lighting, 'penumbra');
});

test('words alone are read, not what they speak of: rules cannot tell a distraction', () => {
  assert.equal(readReport(nothing, "Last year's visitor carried a camera.").device, 'camera');
});
