/** Weighted linear least squares of a few unknowns, gathered row by row; for several right sides at once. */
export interface NormalEquations {
  /** One observation: `row` times the unknowns is `values[side]` on each side, with a standard deviation. */
  add(row: ArrayLike<number>, values: ArrayLike<number>, sigma: number): void;
  /** Best values of the unknowns with their covariance; undefined when the rows leave one of them open. */
  solve(): Estimate | undefined;
  /** Forgets all rows; the room is used again. */
  clear(): void;
}

/** Values of the unknowns; the covariance holds as far as the standard deviations given with the rows do. */
export interface Estimate {
  value(unknown: number, side?: number): number;
  /** The same for every side. */
  covariance(i: number, j: number): number;
}

/** A pivot below this share of the diagonal leaves its unknown open. */
const leastPivot = 1e-12;

/**
 * @param size  number of unknowns
 * @param sideCount  number of right sides
 */
export function createNormalEquations(size: number, sideCount = 1): NormalEquations {
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size * sideCount);
  return {
    add(row, values, sigma) {
      const weight = 1 / (sigma * sigma);
      for (let i = 0; i < size; i++) {
        const weighted = row[i]! * weight;
        if (weighted === 0) continue;
        for (let side = 0; side < sideCount; side++) right[side * size + i]! += weighted * values[side]!;
        for (let j = 0; j <= i; j++) matrix[i * size + j]! += weighted * row[j]!;
      }
    },
    solve: () => solve(matrix, right, size),
    clear() {
      matrix.fill(0);
      right.fill(0);
    },
  };
}

function solve(matrix: Float64Array, right: Float64Array, size: number): Estimate | undefined {
  const scale = new Float64Array(size);
  for (let i = 0; i < size; i++) scale[i] = 1 / Math.sqrt(matrix[i * size + i]!);
  const factor = factorize(matrix, scale);
  if (!factor) return undefined;

  const columns: (Float64Array | undefined)[] = [];
  const solved = (column: Float64Array) =>
    substitute(
      factor,
      column.map((value, i) => value * scale[i]!),
    );
  const inverseColumn = (j: number): Float64Array => {
    const unit = new Float64Array(size);
    unit[j] = 1;
    return solved(unit);
  };
  const sides: (Float64Array | undefined)[] = [];
  return {
    value(unknown, side = 0) {
      sides[side] ??= solved(right.slice(side * size, (side + 1) * size));
      return sides[side][unknown]! * scale[unknown]!;
    },
    covariance(i, j) {
      columns[j] ??= inverseColumn(j);
      return columns[j][i]! * scale[i]!;
    },
  };
}

/** Cholesky factor of the matrix scaled to a diagonal of ones, so that unlike units do not matter. */
function factorize(matrix: Float64Array, scale: Float64Array): Float64Array | undefined {
  const size = scale.length;
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]! * scale[i]! * scale[j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * size + k]! * factor[j * size + k]!;
      if (i !== j) factor[i * size + j] = sum / factor[j * size + j]!;
      else if (sum > leastPivot) factor[i * size + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return factor;
}

/** Solves factor × factorᵀ × x = column, in place. */
function substitute(factor: Float64Array, x: Float64Array): Float64Array {
  const size = x.length;
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i]! -= factor[i * size + k]! * x[k]!;
    x[i]! /= factor[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i]! -= factor[k * size + i]! * x[k]!;
    x[i]! /= factor[i * size + i]!;
  }
  return x;
}
