import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectReadings } from '../../testing/collect-readings.ts';
import { readRelativeStates } from './read-relative-states.ts';

const rtn = { r_km: 1, t_km: 2, n_km: 3, vr_km_s: 0.001, vt_km_s: 0.002, vn_km_s: 0.003 };
const declaredAxes = { x_km: 1, y_km: 2, z_km: 3, vx_km_s: 0.001, vy_km_s: 0.002, vz_km_s: 0.003 };

async function readRow(row: Record<string, unknown>, frame?: string) {
  async function* chunks() {
    yield JSON.stringify({ target: 'A', epoch_utc: '2026-03-01T12:00:00Z', ...row });
  }
  const { accepted, rejected } = await collectReadings(readRelativeStates(chunks(), 'log.jsonl', { frame }));
  return { state: accepted[0]?.states[0], rejection: rejected[0] };
}

for (const frame of ['RTN', 'RSW', 'RIC', 'QSW', 'HILL', 'hill']) {
  test(`a state declared in ${frame} is in RTN already, in either naming`, async () => {
    for (const row of [
      { ...declaredAxes, frame },
      { ...rtn, frame },
    ]) {
      assert.deepEqual((await readRow(row)).state?.positionRtnKm, [1, 2, 3]);
    }
  });
}

// CCSDS LVLH: x forward, y against the angular momentum, z to the Earth.
test('a state declared in LVLH is turned into RTN', async () => {
  const { state } = await readRow({ ...declaredAxes, frame: 'LVLH' });
  assert.deepEqual(state?.positionRtnKm, [-3, 1, -2]);
  assert.deepEqual(state?.velocityRtnKmPerS, [-0.003, 0.001, -0.002]);
});

test('the frame of the log counts where a row names none', async () => {
  assert.deepEqual((await readRow(declaredAxes, 'LVLH')).state?.positionRtnKm, [-3, 1, -2]);
  assert.deepEqual((await readRow({ ...declaredAxes, frame: 'RIC' }, 'LVLH')).state?.positionRtnKm, [1, 2, 3]);
});

test('x, y, z without a declared frame are refused', async () => {
  const { rejection } = await readRow(declaredAxes);
  assert.equal(rejection?.code, 'domain.frame_undeclared');
  assert.match(rejection.message, /^expected a frame for x_km, y_km, z_km/);
});

test('r, t, n in a frame with other axes are refused, and so is a state given twice', async () => {
  assert.equal((await readRow({ ...rtn, frame: 'LVLH' })).rejection?.code, 'domain.frame_conflict');
  assert.equal((await readRow({ ...rtn, ...declaredAxes, frame: 'RTN' })).rejection?.code, 'domain.frame_conflict');
});

test('a frame along the velocity is refused with the reason, an unknown one by name', async () => {
  const { rejection } = await readRow({ ...declaredAxes, frame: 'NTW' });
  assert.equal(rejection?.code, 'domain.unknown_local_frame');
  assert.match(rejection.message, /follow the velocity/);
  assert.match((await readRow({ ...declaredAxes, frame: 'ECI' })).rejection?.message ?? '', /got ECI/);
  assert.equal((await readRow({ ...declaredAxes, frame: 5 })).rejection?.code, 'domain.not_text');
});

test('an unknown frame for the whole log is an error', async () => {
  await assert.rejects(readRow(rtn, 'TNW'), { code: 'domain.unknown_local_frame' });
});

test('a CSV header may name x, y, z instead of r, t, n', async () => {
  async function* chunks() {
    yield 'target,epoch_utc,frame,x_km,y_km,z_km,vx_km_s,vy_km_s,vz_km_s\nA,2026-03-01T12:00:00Z,LVLH,1,2,3,0,0,0\n';
  }
  const { accepted } = await collectReadings(readRelativeStates(chunks(), 'log.csv'));
  assert.deepEqual(accepted[0]?.states[0]?.positionRtnKm, [-3, 1, -2]);
});
