import type { Graph } from '#model';
import type { ObservedShapes } from '../autodiff/observed-shapes.ts';

/** What decides the size of a batch's tensors. */
export interface BatchSizes {
  readonly rows: number; // B
  /** Tokens of the longest row. */
  readonly sequence: number; // S
  /** Labeled positions of all rows. */
  readonly labels: number; // M
  /** Tokens that all rows share. */
  readonly instruction: number;
  /** Tokens of a prefix or prompt. */
  readonly virtualTokens: number; // P
}

/** A step, and the shapes that were seen with batches of some sizes. */
export interface ObservedStep {
  readonly graph: Graph;
  readonly forward: Graph;
  readonly shapes: ObservedShapes;
  readonly sizes: readonly BatchSizes[];
}

/** Tensors as large as the largest that the backward pass holds beside those it reads, by measurement. */
const heldBackward = 3;

/** Weights are in memory twice: as they were read, and as the runtime holds them. */
const weightCopies = 2;

/**
 * Memory that a step takes besides the program, in bytes, foreseen from its graph: the weights, the tensors that the forward
 * pass leaves for the backward pass, and some as large as the largest of them on the way back. Resident memory was
 * within a sixth of it where it was measured, see docs/benchmarks.md.
 */
export function stepBytes({ graph, forward, shapes, sizes }: ObservedStep, batch: BatchSizes): number {
  const weights = [...graph.initializers.values()].reduce((sum, { data }) => sum + lengthOf(data), 0);
  const made = new Set(forward.nodes.flatMap(({ outputs }) => outputs));
  const isForward = new Set(forward.nodes.map(({ name }) => name));
  const read = graph.nodes.filter(({ name }) => !isForward.has(name)).flatMap(({ inputs }) => inputs);
  const kept = new Set(read.filter((name) => made.has(name)).map(storageIn(forward)));
  const bytes = [...kept].filter((name) => shapes.has(name)).map((name) => 4 * countOf(shapes.of(name), sizes, batch));
  return weightCopies * weights + bytes.reduce((sum, size) => sum + size, 0) + heldBackward * Math.max(0, ...bytes);
}

/** Operators whose output is their first input under another shape: no memory of its own. */
const views = new Set(['Reshape', 'Identity', 'Squeeze', 'Unsqueeze', 'Flatten']);

/** The tensor whose memory a tensor lies in. */
function storageIn({ nodes }: Graph): (name: string) => string {
  const viewed = new Map(
    nodes.flatMap(({ op, inputs, outputs }) => (views.has(op) ? [[outputs[0] as string, inputs[0] as string]] : [])),
  );
  const storageOf = (name: string): string => {
    const under = viewed.get(name);
    return under === undefined ? name : storageOf(under);
  };
  return storageOf;
}

const lengthOf = (data: Uint8Array | { readonly length: number }): number =>
  data instanceof Uint8Array ? data.byteLength : data.length;

/** Numbers of a tensor for a batch of other sizes than those it was seen with. */
function countOf(seen: readonly (readonly number[])[], sizes: readonly BatchSizes[], batch: BatchSizes): number {
  const axes = seen[0] ?? [];
  return axes.reduce(
    (product, _, axis) =>
      product *
      sizeOf(
        seen.map((shape) => shape[axis] as number),
        sizes,
        batch,
      ),
    1,
  );
}

/** What the axes of tensors can be multiples of. */
const measures: readonly ((batch: BatchSizes) => number)[] = [
  ({ rows }) => rows,
  ({ sequence }) => sequence,
  ({ rows, sequence }) => rows * sequence,
  ({ labels }) => labels,
  ({ instruction }) => instruction,
  ({ virtualTokens }) => virtualTokens,
  ({ virtualTokens, instruction }) => virtualTokens + instruction,
  ({ virtualTokens, instruction, sequence }) => virtualTokens + instruction + sequence,
  ({ sequence }) => firstHalf(sequence),
  ({ sequence }) => sequence - firstHalf(sequence),
  ({ virtualTokens, instruction, sequence }) => virtualTokens + instruction + firstHalf(sequence),
  ({ instruction }) => firstHalf(instruction),
  ({ instruction }) => instruction - firstHalf(instruction),
  ({ virtualTokens, instruction }) => virtualTokens + firstHalf(instruction),
];

/** Queries of the first block of attention, see `inCausalBlocks`. */
const firstHalf = (tokens: number): number => Math.floor(tokens / 2);

/** Size of one axis: the same in every batch, or so many times a measure of the batch. */
function sizeOf(seen: readonly number[], sizes: readonly BatchSizes[], batch: BatchSizes): number {
  const [first = 0] = seen;
  if (seen.every((size) => size === first)) return first;
  for (const measure of measures) {
    const [times = 0, ...others] = seen.map((size, i) => size / measure(sizes[i] as BatchSizes));
    if (Number.isInteger(times) && others.every((other) => other === times)) return times * measure(batch);
  }
  return Math.max(...seen);
}
