/** Forward operators in double precision, written from their definitions: the oracle of the gradient rules. */

export interface DoubleTensor {
  readonly dims: readonly number[];
  readonly data: Float64Array;
}

type Index = readonly number[];

const sizeOf = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);

/** The tensor whose every value is a function of its place. */
export function fill(dims: readonly number[], valueAt: (index: Index) => number): DoubleTensor {
  const index = dims.map(() => 0);
  const data = Float64Array.from({ length: sizeOf(dims) }, (_, flat) => {
    let rest = flat;
    for (let axis = dims.length - 1; axis >= 0; axis -= 1) {
      index[axis] = rest % dims[axis]!;
      rest = Math.floor(rest / dims[axis]!);
    }
    return valueAt(index);
  });
  return { dims, data };
}

/** The value at a place of a tensor that `t` broadcasts to: trailing axes meet, an axis of size 1 repeats. */
export function at({ dims, data }: DoubleTensor, index: Index): number {
  const lead = index.length - dims.length;
  return data[dims.reduce((flat, size, axis) => flat * size + (size === 1 ? 0 : index[lead + axis]!), 0)]!;
}

function broadcastDims(...shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((dims) => dims.length));
  return Array.from({ length: rank }, (_, axis) =>
    Math.max(...shapes.map((dims) => dims[axis - rank + dims.length] ?? 1)),
  );
}

export function elementwise(f: (...values: number[]) => number, ...tensors: readonly DoubleTensor[]): DoubleTensor {
  const dims = broadcastDims(...tensors.map((tensor) => tensor.dims));
  return fill(dims, (index) => f(...tensors.map((tensor) => at(tensor, index))));
}

/** The error function by its power series, exact to double precision for |x| < 3. */
export function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 100; n += 1) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

export interface ProductForm {
  readonly alpha?: number;
  readonly transA?: boolean;
  readonly transB?: boolean;
}

/** alpha op(A) op(B) over the last two axes; the others broadcast. */
export function matMul(a: DoubleTensor, b: DoubleTensor, form: ProductForm = {}): DoubleTensor {
  const { alpha = 1, transA = false, transB = false } = form;
  const [aRows, aColumns] = a.dims.slice(-2) as [number, number];
  const [bRows, bColumns] = b.dims.slice(-2) as [number, number];
  const inner = transA ? aRows : aColumns;
  const lead = broadcastDims(a.dims.slice(0, -2), b.dims.slice(0, -2));
  return fill([...lead, transA ? aColumns : aRows, transB ? bRows : bColumns], (index) => {
    const batch = index.slice(0, -2);
    const [row, column] = index.slice(-2) as [number, number];
    let sum = 0;
    for (let k = 0; k < inner; k += 1) {
      sum +=
        at(a, [...batch, ...(transA ? [k, row] : [row, k])]) *
        at(b, [...batch, ...(transB ? [column, k] : [k, column])]);
    }
    return alpha * sum;
  });
}

/** Sum over `axes`, which stay with size 1. */
export function reduceSum(t: DoubleTensor, axes: readonly number[]): DoubleTensor {
  const dims = t.dims.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const sums = fill(dims, () => 0);
  fill(t.dims, (index) => {
    const to = dims.reduce((flat, size, axis) => flat * size + (size === 1 ? 0 : index[axis]!), 0);
    sums.data[to]! += at(t, index);
    return 0;
  });
  return sums;
}

export function reduceMean(t: DoubleTensor, axes: readonly number[]): DoubleTensor {
  const count = axes.reduce((product, axis) => product * t.dims[axis]!, 1);
  return elementwise((sum) => sum / count, reduceSum(t, axes));
}

/** Any function of all values along `axes`, which stay with size 1. */
export function reduce(
  t: DoubleTensor,
  axes: readonly number[],
  f: (values: readonly number[]) => number,
): DoubleTensor {
  const dims = t.dims.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const groups: number[][] = Array.from({ length: sizeOf(dims) }, () => []);
  fill(t.dims, (index) => {
    const to = dims.reduce((flat, size, axis) => flat * size + (size === 1 ? 0 : index[axis]!), 0);
    groups[to]!.push(at(t, index));
    return 0;
  });
  return { dims, data: Float64Array.from(groups, f) };
}

/** Along one axis. */
export function softmax(t: DoubleTensor, axis: number): DoubleTensor {
  const exponentials = elementwise(Math.exp, t);
  return elementwise((e, sum) => e / sum, exponentials, reduceSum(exponentials, [axis]));
}

/** Normalization to mean 0 and deviation 1 over the axes of the weight, times the weight, plus the shift. */
export function layerNorm(
  x: DoubleTensor,
  weight: DoubleTensor,
  shift: DoubleTensor | undefined,
  epsilon: number,
): DoubleTensor {
  const first = x.dims.length - weight.dims.length;
  const axes = weight.dims.map((_, axis) => first + axis);
  const centered = elementwise((value, mean) => value! - mean!, x, reduceMean(x, axes));
  const variance = reduceMean(
    elementwise((value) => value! * value!, centered),
    axes,
  );
  const zeros = shift ?? { dims: [], data: Float64Array.of(0) };
  return elementwise(
    (value, square, w, s) => (w! * value!) / Math.sqrt(square! + epsilon) + s!,
    ...[centered, variance, weight, zeros],
  );
}

/** Root-mean-square normalization of the last axis, times a weight per channel. */
export function rmsNorm(x: DoubleTensor, weight: DoubleTensor, epsilon: number): DoubleTensor {
  const meanSquare = reduceMean(
    elementwise((value) => value * value, x),
    [x.dims.length - 1],
  );
  return elementwise((value, square, w) => (w * value) / Math.sqrt(square + epsilon), x, meanSquare, weight);
}

export function reshape({ data }: DoubleTensor, dims: readonly number[]): DoubleTensor {
  return { dims, data };
}

export function transpose(t: DoubleTensor, perm: readonly number[]): DoubleTensor {
  return fill(
    perm.map((axis) => t.dims[axis]!),
    (index) =>
      at(
        t,
        t.dims.map((_, axis) => index[perm.indexOf(axis)]!),
      ),
  );
}

export function expand(t: DoubleTensor, dims: readonly number[]): DoubleTensor {
  return fill(broadcastDims(t.dims, dims), (index) => at(t, index));
}

/** The part of `axis` from `start` on, `size` long. */
function slice(t: DoubleTensor, axis: number, start: number, size: number): DoubleTensor {
  return fill(t.dims.with(axis, size), (index) => t.data[flatIndex(t.dims, index.with(axis, index[axis]! + start))]!);
}

export function split(t: DoubleTensor, sizes: readonly number[], axis: number): DoubleTensor[] {
  return sizes.map((size, i) =>
    slice(
      t,
      axis,
      sizes.slice(0, i).reduce((sum, before) => sum + before, 0),
      size,
    ),
  );
}

export function concat(tensors: readonly DoubleTensor[], axis: number): DoubleTensor {
  const sizes = tensors.map((tensor) => tensor.dims[axis]!);
  return fill(
    tensors[0]!.dims.with(
      axis,
      sizes.reduce((sum, size) => sum + size, 0),
    ),
    (index) => {
      let place = index[axis]!;
      const part = sizes.findIndex((size) => {
        if (place < size) return true;
        place -= size;
        return false;
      });
      return tensors[part]!.data[flatIndex(tensors[part]!.dims, index.with(axis, place))]!;
    },
  );
}

/** Parts of `t` along an axis, in the order of `indices`, whose axes take its place. */
export function gather(t: DoubleTensor, indices: DoubleTensor, axis: number): DoubleTensor {
  const rank = indices.dims.length;
  return fill([...t.dims.slice(0, axis), ...indices.dims, ...t.dims.slice(axis + 1)], (index) => {
    const place = at(indices, index.slice(axis, axis + rank));
    const counted = place < 0 ? place + t.dims[axis]! : place;
    return t.data[flatIndex(t.dims, [...index.slice(0, axis), counted, ...index.slice(axis + rank)])]!;
  });
}

/** `t` with each value of `updates` put or added at the place that `placeOf` gives. */
export function scatter(
  t: DoubleTensor,
  updates: DoubleTensor,
  placeOf: (index: Index) => Index,
  isAdded: boolean,
): DoubleTensor {
  const data = t.data.slice();
  fill(updates.dims, (index) => {
    const flat = flatIndex(t.dims, placeOf(index));
    data[flat] = at(updates, index) + (isAdded ? data[flat]! : 0);
    return 0;
  });
  return { dims: t.dims, data };
}

/** `t` cut along axes, each from `start` to before `end` by `step`, as Python counts. */
export function takeSlices(
  t: DoubleTensor,
  slices: readonly (readonly [axis: number, start: number, end: number, step?: number])[],
): DoubleTensor {
  return slices.reduce((cut, [axis, start, end, step = 1]) => {
    const place = axis < 0 ? axis + t.dims.length : axis;
    const size = cut.dims[place]!;
    const [lowest, highest] = step > 0 ? [0, size] : [-1, size - 1];
    const bounded = (value: number): number => Math.min(Math.max(value < 0 ? value + size : value, lowest), highest);
    const count = Math.max(0, Math.ceil((bounded(end) - bounded(start)) / step));
    return fill(
      cut.dims.with(place, count),
      (index) => cut.data[flatIndex(cut.dims, index.with(place, bounded(start) + index[place]! * step))]!,
    );
  }, t);
}

/** `t` with zeros before and after along axes, or cut where the count is negative: [before..., after...]. */
export function padded(t: DoubleTensor, pads: readonly number[], axes: readonly number[]): DoubleTensor {
  const before = t.dims.map((_, axis) => pads[axes.indexOf(axis)] ?? 0);
  const after = t.dims.map((_, axis) => (axes.includes(axis) ? pads[axes.length + axes.indexOf(axis)]! : 0));
  return fill(
    t.dims.map((size, axis) => size + before[axis]! + after[axis]!),
    (index) => {
      const from = index.map((place, axis) => place - before[axis]!);
      return from.every((place, axis) => place >= 0 && place < t.dims[axis]!) ? t.data[flatIndex(t.dims, from)]! : 0;
    },
  );
}

/**
 * Rotates channel pairs (2i, 2i + 1) of `x` [B, H, S, D] by the angle of their position; channels past the tables
 * [positions, R / 2] pass through.
 */
export function rotaryInterleaved(
  x: DoubleTensor,
  positions: DoubleTensor,
  cos: DoubleTensor,
  sin: DoubleTensor,
): DoubleTensor {
  const rotating = 2 * cos.dims[1]!;
  return fill(x.dims, (index) => {
    const [batch, , token, channel] = index as [number, number, number, number];
    if (channel >= rotating) return at(x, index);
    const place = [at(positions, [batch, token]), Math.floor(channel / 2)];
    const partner = at(x, index.with(3, channel % 2 === 0 ? channel + 1 : channel - 1));
    const turned = at(sin, place) * partner;
    return at(cos, place) * at(x, index) + (channel % 2 === 0 ? -turned : turned);
  });
}

/** Rotates channel pairs (i, i + D / 2) of `x` [B, H, S, D], all of them. */
export function rotaryHalves(
  x: DoubleTensor,
  positions: DoubleTensor,
  cos: DoubleTensor,
  sin: DoubleTensor,
): DoubleTensor {
  const half = x.dims[3]! / 2;
  return fill(x.dims, (index) => {
    const [batch, , token, channel] = index as [number, number, number, number];
    const place = [at(positions, [batch, token]), channel % half];
    const partner = at(x, index.with(3, (channel + half) % (2 * half)));
    const turned = at(sin, place) * partner;
    return at(cos, place) * at(x, index) + (channel < half ? -turned : turned);
  });
}

function flatIndex(dims: readonly number[], index: Index): number {
  return dims.reduce((flat, size, axis) => flat * size + index[axis]!, 0);
}
