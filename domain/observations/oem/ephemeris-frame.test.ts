import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCovarianceFrame, toEphemerisFrame } from './ephemeris-frame.ts';

test('the names that messages give to a frame are one frame', () => {
  const names = {
    GCRF: ['GCRF', 'gcrf', 'ICRF', 'ICRF2', 'ICRF-3'],
    EME2000: ['EME2000', 'eme2000', 'J2000', 'EME 2000'],
    TEME: ['TEME', 'TEMEOFDATE', 'TEME of Date'],
    ITRF: ['ITRF', 'ITRF2000', 'ITRF-97', 'ITRF97', 'ITRF1997', 'itrf2014', 'ITRF_2020'],
  };
  for (const [frame, spellings] of Object.entries(names)) {
    for (const name of spellings) assert.equal(toEphemerisFrame(name), frame, name);
  }
});

test('frames that are not read have no name here', () => {
  for (const name of ['', 'TOD', 'MOD', 'MCI', 'GRC', 'GTOD', 'TEMEOFEPOCH', 'ITRF-3', 'ICRF4', 'RTN', '__proto__']) {
    assert.equal(toEphemerisFrame(name), undefined, name);
  }
});

test('covariances may be in the axes of the orbit too', () => {
  const frames = ['RTN', 'rsw', 'RIC', 'QSW', 'RSW_INERTIAL', 'TNW', 'TNW_INERTIAL', 'J2000'].map(toCovarianceFrame);
  assert.deepEqual(frames, ['RTN', 'RTN', 'RTN', 'RTN', 'RTN', 'TNW', 'TNW', 'EME2000']);
  for (const name of ['LVLH', 'NTW', 'RSW_ROTATING', 'SC_BODY']) assert.equal(toCovarianceFrame(name), undefined, name);
});
