import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Evidence, gatherEvidence, type RelativeGeometry, type Track } from '#domain';
import { english } from '../http/words.ts';
import { simulatedTracks } from '../testing/test-console.ts';
import { relativeOrbitView, verdictOn } from './relative-orbit-view.ts';

const geometry: RelativeGeometry = {
  heightKm: -0.02,
  aheadKm: 1.5,
  driftKmPerRevolution: 0.188,
  radialAmplitudeKm: 0.1,
  alongTrackAmplitudeKm: 0.2,
  crossTrackAmplitudeKm: 0.05,
  perigeePhaseRad: Math.PI / 2,
  nodePhaseRad: Math.PI / 3,
  vectorAngleRad: Math.PI / 6,
};
const degrees = (value: number) => (value * Math.PI) / 180;
const [track] = simulatedTracks(1) as [Track];
const evidence = gatherEvidence(track);
const viewOf = (context: Evidence['context']) =>
  relativeOrbitView(track.states, { ...evidence, context: context! }, english);

test('the vectors are safe when parallel, unsafe when perpendicular, and open when lost in the error', () => {
  const verdict = (angleDeg: number, sigmaKm = 0) =>
    verdictOn({ ...geometry, vectorAngleRad: degrees(angleDeg) }, sigmaKm);
  assert.deepEqual(
    [verdict(0), verdict(15), verdict(45), verdict(75), verdict(90)],
    ['parallel', 'parallel', 'oblique', 'crosswise', 'crosswise'],
  );
  assert.equal(verdict(0, 0.02), 'unresolved');
});

test('elements of both orbits are shown as lengths, with the components and phases of the vectors', () => {
  const safety = { leastRangeKm: 0.1, leastRangeAfterS: 60, leastAcrossTrackKm: 0.05, driftKmPerRevolution: 0.188 };
  const view = viewOf({ origin: 'ephemeris', relativeOrbit: { epochUtcMs: 0, geometry, safety } });
  assert.ok(view.kind === 'known');
  assert.deepEqual(view.shape.map(({ value, unit, note }) => [value, unit, note]).slice(0, 3), [
    ['−20.0', 'm', 'below the own orbit'],
    ['1.500', 'km', 'ahead'],
    ['188', 'm', 'moves ahead'],
  ]);
  assert.deepEqual(
    view.vectors.rows.map(({ name, lengths, phase }) => [name, ...lengths.slice(1), phase]),
    [
      ['a δe', '100.0', '100.0', '90.0°'],
      ['a δi', '43.30', '50.00', '60.0°'],
    ],
  );
});

test('what is missing for them is said', () => {
  assert.deepEqual(viewOf({ origin: 'observed' }), {
    kind: 'missing',
    reason: 'own orbit unknown',
    words:
      'They cannot be had: the record does not tell the orbit of the own spacecraft, neither its elements nor its mean motion.',
  });
});
