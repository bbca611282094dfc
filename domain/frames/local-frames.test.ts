import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localFrameNames, parseLocalFrame, rtnFromLocal } from './local-frames.ts';

test('RTN, RSW, RIC, QSW and Hill are one frame under five names', () => {
  for (const name of ['RTN', 'RSW', 'RIC', 'QSW', 'Hill']) {
    assert.deepEqual(rtnFromLocal(parseLocalFrame(name), [1, 2, 3], [4, 5, 6]), {
      positionRtnKm: [1, 2, 3],
      velocityRtnKmPerS: [4, 5, 6],
    });
  }
});

test('LVLH of the CCSDS has x forward, y against the angular momentum and z to the Earth', () => {
  const forward = 10;
  const [right, down] = [3, 2];
  assert.deepEqual(rtnFromLocal('LVLH', [forward, right, down], [0.1, 0.03, 0.02]), {
    positionRtnKm: [-down, forward, -right],
    velocityRtnKmPerS: [-0.02, 0.1, -0.03],
  });
});

test('every name is read back, in small letters too', () => {
  for (const name of localFrameNames) assert.equal(parseLocalFrame(name.toLowerCase()), name);
});

test('a frame along the velocity is refused with the reason, any other without', () => {
  assert.throws(() => parseLocalFrame('NTW'), {
    code: 'domain.unknown_local_frame',
    message: /got NTW, whose axes follow the velocity/,
  });
  assert.throws(() => parseLocalFrame('TNW'), { message: /need the orbit of the own spacecraft/ });
  for (const name of ['EME2000', '', 'toString', 'RTN ']) {
    assert.throws(() => parseLocalFrame(name), {
      code: 'domain.unknown_local_frame',
      message: new RegExp(`got ${name}$`),
    });
  }
});
