import type { InertialState } from '../frames/inertial-state.ts';
import type { TimeWindow } from '../time/time-window.ts';
import type { Trajectory } from './trajectory.ts';

/** One smooth stretch of a motion. */
export interface Piece {
  readonly span: TimeWindow;
  /** Asked only within the span. */
  stateAt(epochUtcMs: number): InertialState | undefined;
  /** Asked only within the span. */
  positionSigmaKm(epochUtcMs: number): number;
}

/**
 * Joins pieces into one trajectory. Where two overlap, the one that starts later takes over from its start and the
 * earlier does not resume; of two that start together, the later in the list is taken. An epoch that ends one piece
 * and begins the next belongs to the next. Outside every piece there is no state, and the error to expect is infinite.
 *
 * @param pieces  at least one
 * @param coverage  the time the source speaks of; from the first piece to the last when left out
 */
export function piecewiseTrajectory(
  identity: Pick<Trajectory, 'objectId' | 'objectName' | 'designator' | 'source' | 'origin'>,
  pieces: readonly Piece[],
  coverage?: TimeWindow,
): Trajectory {
  const inOrder = pieces.toSorted((a, b) => a.span.startUtcMs - b.span.startUtcMs);
  const kept: Piece[] = [];
  for (const [i, piece] of inOrder.entries()) {
    const { startUtcMs, endUtcMs } = piece.span;
    const nextStartUtcMs = inOrder[i + 1]?.span.startUtcMs ?? Number.POSITIVE_INFINITY;
    if (nextStartUtcMs > startUtcMs) {
      kept.push({ ...piece, span: { startUtcMs, endUtcMs: Math.min(endUtcMs, nextStartUtcMs) } });
    }
  }
  return {
    kind: 'trajectory',
    ...identity,
    spans: kept.map((piece) => piece.span),
    coverage: coverage ?? { startUtcMs: kept[0]!.span.startUtcMs, endUtcMs: kept.at(-1)!.span.endUtcMs },
    stateAt: (epochUtcMs) => pieceAt(kept, epochUtcMs)?.stateAt(epochUtcMs),
    positionSigmaKm: (epochUtcMs) => pieceAt(kept, epochUtcMs)?.positionSigmaKm(epochUtcMs) ?? Number.POSITIVE_INFINITY,
  };
}

/** The piece an epoch belongs to; `pieces` in order and without overlap. */
function pieceAt(pieces: readonly Piece[], epochUtcMs: number): Piece | undefined {
  const last = lastNotAfter(pieces.length, (i) => pieces[i]!.span.startUtcMs, epochUtcMs);
  const piece = pieces[last];
  return piece !== undefined && epochUtcMs <= piece.span.endUtcMs ? piece : undefined;
}

/** Index of the last of `count` ascending epochs that is not after the given one; -1 when all are. */
export function lastNotAfter(count: number, epochOf: (index: number) => number, epochUtcMs: number): number {
  let low = -1;
  let high = count;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (epochOf(middle) <= epochUtcMs) low = middle;
    else high = middle;
  }
  return low;
}
