import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { test } from 'node:test';
import type { ConjunctionMessage } from '../observations/cdm/conjunction-message.ts';
import { readCdm } from '../observations/cdm/read-cdm.ts';
import { findDisagreement, recomputeEncounter } from './conjunction-check.ts';

async function sample(name: string): Promise<ConjunctionMessage> {
  const url = new URL(`../../data/golden/cdm/orekit-${name}`, import.meta.url);
  for await (const reading of readCdm(createReadStream(url), name, 'kvn')) {
    if (reading.kind === 'accepted') return reading.value;
  }
  throw new Error(`expected a message in ${name}`);
}

/** The last digit that the message prints: a tenth of a metre, a tenth of a metre per second. */
const lastDigit = 0.05;

// CCSDS 508.0-B-1, figure 5-2: relative position R 27.4, T -70.2, N 711.8 m and velocity R -7.2, T -14692.0, N -1437.2 m/s.
// Its states are those of ITRF, though the figure names EME2000: only as ITRF states do they give these numbers.
test('the relative state of the standard follows from its absolute states to the last printed digit', async () => {
  const message = await sample('CDMExample2.txt');
  const encounter = recomputeEncounter(message, ['ITRF', 'ITRF']);
  const printed = [...message.relativePositionRtnM!, ...message.relativeVelocityRtnMPerS!];
  const computed = [...encounter!.positionRtnM, ...encounter!.velocityRtnMPerS];
  for (const [i, value] of computed.entries()) assert.ok(Math.abs(value - printed[i]!) <= lastDigit, `${i}: ${value}`);
});

test('says that the states agree in another frame than the one declared', async () => {
  assert.match(
    findDisagreement(await sample('CDMExample2.txt'))?.message ?? '',
    /agree as states in ITRF, not in EME2000/,
  );
});

test('says so when the states are nowhere near each other', async () => {
  assert.match(findDisagreement(await sample('CDMExample3.txt'))?.message ?? '', /5\.5191e\+7 m apart$/);
});

test('tells states of another encounter from states in another frame', async () => {
  assert.equal(findDisagreement(await sample('CDMExample3.txt'))?.isAnotherEncounter, true);
  assert.equal(findDisagreement(await sample('CDMExample2.txt'))?.isAnotherEncounter, false);
});

test('has nothing to say of a message that agrees with itself', async () => {
  assert.equal(findDisagreement(await sample('CDMExample1.txt')), undefined);
});
