import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type Feeds, openSession, type Tensor } from '../../../runtime/session.ts';
import { seededNormal } from '../../../testing/tiny-glm.ts';
import { type ElementType, float32Initializer, type Graph, type Initializer } from '../../graph.ts';
import { type AttributeInput, GraphBuilder } from '../../graph-builder.ts';
import { lowerFusedOperators } from '../lower.ts';

/** Demanded of every lowering: difference from the fused operator, beside values of order 1. */
const largestDifference = 1e-5;

/** An input of the fused node: fed, constant, or left out. */
export type FusedInput = { readonly feed: Tensor } | { readonly constant: Initializer } | null;

export interface FusedNode {
  readonly op: string;
  /** @default 'com.microsoft' */
  readonly domain?: string;
  readonly inputs: readonly FusedInput[];
  /** Names of the outputs, empty for one not asked for. */
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeInput>>;
  readonly opset?: number;
}

const typeOf = ({ data }: Tensor): ElementType => {
  if (data instanceof Float32Array) return 'float32';
  return data instanceof Int32Array ? 'int32' : 'int64';
};

/** A graph of the fused node alone. */
export function fusedGraph({ op, domain = 'com.microsoft', inputs, outputs, attributes = {}, opset }: FusedNode): {
  graph: Graph;
  feeds: Feeds;
} {
  const b = new GraphBuilder();
  if (opset) b.requireOpset(opset);
  const feeds: Record<string, Tensor> = {};
  const names = inputs.map((input, i) => {
    if (input === null) return '';
    if ('constant' in input) return b.initializer(`input_${i}`, input.constant);
    feeds[`input_${i}`] = input.feed;
    return b.input({ name: `input_${i}`, type: typeOf(input.feed), shape: null });
  });
  const [made] = b.ops(op, names, 1, attributes);
  const node = b.nodes.find((each) => each.outputs[0] === made)!;
  b.replaceNode(node, { ...node, domain, outputs });
  for (const name of outputs.filter((each) => each !== '')) b.output({ name, type: null, shape: null });
  return { graph: b.build(op), feeds };
}

/** Runs the fused node and its plain form on the same inputs and compares all outputs. */
export async function assertLowered(t: TestContext, fused: FusedNode): Promise<void> {
  const { graph, feeds } = fusedGraph(fused);
  const lowered = lowerFusedOperators(graph);
  assert.ok(!lowered.nodes.some((node) => node.op === fused.op && node.domain === (fused.domain ?? 'com.microsoft')));
  const [expected, actual] = [await run(graph, feeds), await run(lowered, feeds)];
  for (const [name, { dims, data }] of Object.entries(expected)) {
    const values = actual[name]!;
    assert.deepEqual(values.dims, dims, `shape of ${name}`);
    const differences = [...data.keys()].map((i) => Math.abs(Number(data[i]) - Number(values.data[i])));
    const difference = Math.max(...differences);
    t.diagnostic(`${fused.op} ${name}: difference ${difference.toExponential(1)}`);
    assert.ok(difference < largestDifference, `${fused.op} ${name}: difference ${difference}`);
  }
}

async function run(graph: Graph, feeds: Feeds): Promise<Record<string, Tensor>> {
  const session = await openSession(graph, { threads: 1 });
  const results = await session.run(feeds);
  await session.close();
  return results;
}

/** Makes inputs from one seed. */
export function inputMaker(seed: number) {
  const normal = seededNormal(seed);
  const floats = (dims: readonly number[]): Float32Array =>
    Float32Array.from({ length: dims.reduce((product, size) => product * size, 1) }, normal);
  return {
    normal,
    feed: (...dims: number[]): FusedInput => ({ feed: { dims, data: floats(dims) } }),
    weight: (...dims: number[]): FusedInput => ({ constant: float32Initializer(floats(dims), dims) }),
  };
}

export const int32Feed = (values: readonly number[], dims: readonly number[] = [values.length]): FusedInput => ({
  feed: { dims, data: Int32Array.from(values) },
});

export const int64Feed = (values: readonly number[], dims: readonly number[] = [values.length]): FusedInput => ({
  feed: { dims, data: BigInt64Array.from(values, BigInt) },
});

/** Cosine and sine of `positions` x `pairs` angles. */
export function rotaryTables(positions: number, pairs: number): readonly [cos: FusedInput, sin: FusedInput] {
  const table = (f: (rad: number) => number): FusedInput => ({
    constant: float32Initializer(
      Float32Array.from({ length: positions * pairs }, (_, i) =>
        f(Math.floor(i / pairs) * 100 ** (-(i % pairs) / pairs)),
      ),
      [positions, pairs],
    ),
  });
  return [table(Math.cos), table(Math.sin)];
}
