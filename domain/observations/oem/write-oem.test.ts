import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toGcrf } from '../../frames/gcrf.ts';
import type { InertialState } from '../../frames/inertial-state.ts';
import { collectReadings } from '../../testing/collect-readings.ts';
import { distance, type Vec3 } from '../../vectors/vector.ts';
import { readOem } from './read-oem.ts';
import { type WritableEphemeris, writeOem, writeOemSegments } from './write-oem.ts';

async function* chunksOf(lines: Iterable<string>) {
  yield* lines;
}

const readBack = (ephemeris: WritableEphemeris) =>
  collectReadings(readOem(chunksOf(writeOem(ephemeris)), 'written.oem', 'kvn'));

const stateOf = (epochUtcMs: number, position: Vec3, velocity: Vec3) =>
  toGcrf('EME2000', epochUtcMs, position, velocity);

const ephemerisOf = (states: readonly InertialState[], change: Partial<WritableEphemeris> = {}): WritableEphemeris => ({
  objectName: 'EXAMPLE 1',
  objectId: '2026-001A',
  originator: 'NONCOOP',
  creationUtcMs: Date.UTC(2026, 2, 1),
  states,
  ...change,
});

const twoStates = [
  stateOf(Date.UTC(2026, 2, 1, 12), [7000, -1.5, 0.0000004], [0, 7.5, -0.001]),
  stateOf(Date.UTC(2026, 2, 1, 12, 1) + 0.25, [6986, 450, 0], [-0.48, 7.48, 0]),
];

test('writes what every reader takes', () => {
  const text = [...writeOem(ephemerisOf(twoStates, { comments: ['Own track.\nTwo lines.'] }))].join('');
  assert.equal(
    text,
    `CCSDS_OEM_VERS = 2.0
COMMENT Own track.
COMMENT Two lines.
CREATION_DATE = 2026-03-01T00:00:00.000000
ORIGINATOR = NONCOOP

META_START
OBJECT_NAME = EXAMPLE 1
OBJECT_ID = 2026-001A
CENTER_NAME = EARTH
REF_FRAME = EME2000
TIME_SYSTEM = UTC
START_TIME = 2026-03-01T12:00:00.000000
STOP_TIME = 2026-03-01T12:01:00.000250
META_STOP

2026-03-01T12:00:00.000000 7000.000000 -1.500000 0.000000 0.000000000 7.500000000 -0.001000000
2026-03-01T12:01:00.000250 6986.000000 450.000000 0.000000 -0.480000000 7.480000000 0.000000000
`,
  );
});

const component = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
const steps = fc.array(
  fc.record({
    afterMs: fc.double({ min: 0.002, max: 1e7, noNaN: true }),
    // Far enough out on one axis to be above the Earth.
    position: fc.tuple(fc.double({ min: 6500, max: 60_000, noNaN: true }), component(40_000), component(40_000)),
    velocity: fc.tuple(component(8), component(8), component(8)),
  }),
  { minLength: 1, maxLength: 20 },
);

test('states read back within half a millimeter and half a micrometer per second on each axis, epochs to a microsecond', async () => {
  const [halfMillimeterKm, halfMicrometerPerSKm] = [0.51e-6, 0.51e-9];
  const halfDiagonal = Math.sqrt(3);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: Date.UTC(1990), max: Date.UTC(2060) }), steps, async (startUtcMs, moves) => {
      let epochUtcMs = startUtcMs;
      const states = moves.map(({ afterMs, position, velocity }) => {
        epochUtcMs += afterMs;
        return stateOf(epochUtcMs, position, velocity);
      });
      const { accepted, rejected, warnings } = await readBack(ephemerisOf(states));
      assert.deepEqual([accepted.length, rejected, warnings], [1, [], []]);
      const segment = accepted[0]!;
      assert.equal(segment.states.length, states.length);
      segment.states.forEach((read, i) => {
        const written = states[i]!;
        const back = toGcrf(segment.frame, read.epochUtcMs, read.positionKm, read.velocityKmPerS);
        assert.ok(Math.abs(read.epochUtcMs - written.epochUtcMs) < 0.001, `${read.epochUtcMs} ${written.epochUtcMs}`);
        assert.ok(distance(back.positionGcrfKm, written.positionGcrfKm) < halfDiagonal * halfMillimeterKm);
        assert.ok(distance(back.velocityGcrfKmPerS, written.velocityGcrfKmPerS) < halfDiagonal * halfMicrometerPerSKm);
      });
    }),
  );
});

test('names and comments cannot break the message', async () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a\nMETA_STOP\r\nb', 'long '.repeat(200)),
  );
  await fc.assert(
    fc.asyncProperty(text, text, text, fc.array(text), async (objectName, objectId, originator, comments) => {
      const ephemeris = ephemerisOf(twoStates, { objectName, objectId, originator, comments });
      for (const line of writeOem(ephemeris)) assert.match(line, /^[ -~\n]{1,255}$/);
      const { accepted, rejected, warnings } = await readBack(ephemeris);
      assert.deepEqual([accepted[0]?.states.length, rejected, warnings], [2, [], []]);
    }),
  );
});

test('accents are dropped, and what has no name is unknown', async () => {
  const { accepted } = await readBack(ephemerisOf(twoStates, { objectName: 'Élan Nº2 \u{1F6F0}', objectId: '' }));
  assert.deepEqual([accepted[0]?.objectName, accepted[0]?.objectId], ['Elan No2 ?', 'UNKNOWN']);
});

test('an ephemeris without a state is not written', () => {
  assert.throws(() => [...writeOem(ephemerisOf([]))], { code: 'domain.empty_segment' });
});

test('each smooth piece is a segment of its own, and comes back as one', async () => {
  const { states, ...header } = ephemerisOf(twoStates);
  const later = states.map((state) => ({ ...state, epochUtcMs: state.epochUtcMs + 3_600_000 }));
  const read = await collectReadings(
    readOem(chunksOf(writeOemSegments(header, [states, later])), 'written.oem', 'kvn'),
  );
  assert.deepEqual(
    read.accepted.map((segment) => segment.states.length),
    [2, 2],
  );
});

test('a relative trajectory names the spacecraft it is counted from', () => {
  const text = [...writeOem(ephemerisOf(twoStates, { centerName: 'OWN 1' }))].join('');
  assert.match(text, /^CENTER_NAME = OWN 1$/m);
});
