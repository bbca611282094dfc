import type { RelativeState } from '#domain';

/** Numbers kept per state: line, epoch (ms), position R T N (km), velocity R T N (km/s). */
const numbersPerState = 8;
const bytesPerState = numbersPerState * 8;

/** Packs states as little-endian doubles, 64 bytes each, nothing rounded. */
export function packStates(states: readonly RelativeState[]): Uint8Array {
  const bytes = new Uint8Array(states.length * bytesPerState);
  const view = new DataView(bytes.buffer);
  states.forEach((state, index) => {
    const numbers = [state.line, state.epochUtcMs, ...state.positionRtnKm, ...state.velocityRtnKmPerS];
    numbers.forEach((number, at) => {
      view.setFloat64(index * bytesPerState + at * 8, number, true);
    });
  });
  return bytes;
}

/** The states that {@link packStates} packed. */
export function unpackStates(bytes: Uint8Array): RelativeState[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / bytesPerState }, (_, index) => {
    const number = (at: number) => view.getFloat64(index * bytesPerState + at * 8, true);
    return {
      line: number(0),
      epochUtcMs: number(1),
      positionRtnKm: [number(2), number(3), number(4)],
      velocityRtnKmPerS: [number(5), number(6), number(7)],
    };
  });
}
