import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { createRandom } from '#domain';
import {
  type AttributeInput,
  type Feeds,
  type Graph,
  GraphBuilder,
  int64Tensor,
  oldestOpset,
  openSession,
  type Tensor,
} from '#model';
import { differentiate } from '../differentiate.ts';
import { type DoubleTensor, elementwise } from './double-operators.ts';

/** Demanded of every rule: error of the float32 gradient, relative to the largest entry of its tensor. */
export const largestRuleError = 1e-6;

/** Step of the central differences: their own error is about its square, 1e-10. */
const step = 1e-5;

/** An input of the node: either differentiated, or fixed (indices, shapes, conditions, tables). */
export interface RuleInput extends DoubleTensor {
  readonly kind: 'variable' | 'float32' | 'int64' | 'bool';
}

/** Makes inputs; float values are multiples of 1/64, so that float32 holds them exactly. */
export interface Draw {
  variable(dims: readonly number[], range?: readonly [low: number, high: number]): RuleInput;
  float(dims: readonly number[], range?: readonly [low: number, high: number]): RuleInput;
  ints(values: readonly number[], dims?: readonly number[]): RuleInput;
  bools(dims: readonly number[]): RuleInput;
}

export interface RuleCase {
  readonly op: string;
  /** When it is not the domain that the builder gives the operator. */
  readonly domain?: string;
  /** Version of the operator set, when the operator needs a newer one than usual. */
  readonly opset?: number;
  readonly attributes?: Readonly<Record<string, AttributeInput>>;
  /** The node's inputs at size `n`; one tensor listed twice feeds the node twice. */
  readonly inputs: (n: number, draw: Draw) => readonly RuleInput[];
  /** The operator in double precision: all its outputs. */
  readonly reference: (...inputs: DoubleTensor[]) => DoubleTensor | readonly DoubleTensor[];
  /** Whether the int64 inputs are told to name no place twice. @default false */
  readonly isDistinct?: boolean;
  /** Outputs that the loss does not read. @default none */
  readonly unread?: readonly number[];
}

/** The check of an operator that applies one function to each value. */
export const unary = (op: string, f: (x: number) => number, range: readonly [number, number] = [-1, 1]): RuleCase => ({
  op,
  inputs: (n, draw) => [draw.variable([n, 5], range)],
  reference: (x) => elementwise((value) => f(value!), x!),
});

/** Sizes at which shapes are observed, and another at which the gradient is checked. */
const probeSizes = [2, 3] as const;
const checkedSize = 4;

/**
 * Checks the gradient that `differentiate` writes for a graph of one node against central differences of the
 * reference in double precision, at the loss sum(seed * output), and the forward values with it.
 */
export async function checkRule(t: TestContext, rule: RuleCase): Promise<void> {
  const drawn = inputsAt(rule, checkedSize);
  const { graph, outputs } = oneNodeGraph(rule);
  const variables = [...named(drawn)].filter(([, input]) => input.kind === 'variable');
  const { b, gradients } = await differentiateRule(rule);
  for (const [name] of variables) {
    b.output({ name: b.named(`gradient/${name}`, gradients.get(name)!), type: 'float32', shape: null });
  }
  const session = await openSession(b.build(`${graph.name}-gradient`));
  const results = await session.run(feedsOf(rule, drawn));
  await session.close();

  const expected = allOutputs(rule, drawn);
  for (const [i, output] of outputs.entries()) assertClose(t, `${rule.op} output ${i}`, results[output]!, expected[i]!);
  for (const [name, variable] of variables) {
    assertClose(
      t,
      `${rule.op} gradient of ${name}`,
      results[`gradient/${name}`]!,
      centralDifferences(rule, drawn, variable),
    );
  }
}

/** Writes the gradient of the one node, or is refused. */
export function differentiateRule(rule: RuleCase): ReturnType<typeof differentiate> {
  const { graph, outputs } = oneNodeGraph(rule);
  const drawn = inputsAt(rule, checkedSize);
  return differentiate({
    graph,
    seeds: new Map(readOutputs(rule, drawn).map(({ place, seedName }) => [outputs[place]!, seedName])),
    wrt: [...named(drawn)].filter(([, input]) => input.kind === 'variable').map(([name]) => name),
    probes: probeSizes.map((n) => feedsOf(rule, inputsAt(rule, n))),
    distinct: [...named(drawn)].filter(([, input]) => rule.isDistinct && input.kind === 'int64').map(([name]) => name),
  });
}

/** The node alone, with the gradients of its outputs as inputs of the graph. */
function oneNodeGraph(rule: RuleCase): { graph: Graph; outputs: string[] } {
  const inputs = inputsAt(rule, checkedSize);
  const b = new GraphBuilder();
  const names = named(inputs);
  for (const [name, { kind }] of names) b.input({ name, type: kind === 'variable' ? 'float32' : kind, shape: null });
  for (const { seedName } of readOutputs(rule, inputs)) b.input({ name: seedName, type: 'float32', shape: null });

  const nameOf = new Map([...names].map(([name, input]) => [input, name]));
  const wiring = inputs.map((input) => nameOf.get(input)!);
  const outputs = b.ops(rule.op, wiring, allOutputs(rule, inputs).length, rule.attributes);
  const node = b.nodes.at(-1)!;
  b.replaceNode(node, { ...node, domain: rule.domain ?? node.domain });
  b.requireOpset(rule.opset ?? oldestOpset);
  for (const name of outputs) b.output({ name, type: 'float32', shape: null });
  return { graph: b.build(rule.op), outputs };
}

function feedsOf(rule: RuleCase, inputs: readonly RuleInput[]): Feeds {
  const seeds = readOutputs(rule, inputs).map(({ seedName, seed }) => [
    seedName,
    toTensor({ ...seed, kind: 'float32' }),
  ]);
  return Object.fromEntries([...[...named(inputs)].map(([name, input]) => [name, toTensor(input)]), ...seeds]);
}

function inputsAt(rule: RuleCase, n: number): readonly RuleInput[] {
  const random = createRandom(n);
  const floats = (dims: readonly number[], [low, high] = [-1, 1] as readonly [number, number]) => ({
    dims,
    data: Float64Array.from({ length: count(dims) }, () => Math.round(64 * random.between(low, high)) / 64),
  });
  return rule.inputs(n, {
    variable: (dims, range) => ({ kind: 'variable', ...floats(dims, range) }),
    float: (dims, range) => ({ kind: 'float32', ...floats(dims, range) }),
    ints: (values, dims = [values.length]) => ({ kind: 'int64', dims, data: Float64Array.from(values) }),
    bools: (dims) => ({ kind: 'bool', dims, data: Float64Array.from({ length: count(dims) }, () => random.int(2)) }),
  });
}

function named(inputs: readonly RuleInput[]): Map<string, RuleInput> {
  return new Map([...new Set(inputs)].map((input, i) => [`input_${i}`, input]));
}

function allOutputs({ reference }: RuleCase, inputs: readonly RuleInput[]): readonly DoubleTensor[] {
  const outputs = reference(...inputs);
  return 'dims' in outputs ? [outputs] : outputs;
}

/** The outputs that the loss reads, each with its gradient. */
function readOutputs(rule: RuleCase, inputs: readonly RuleInput[]) {
  return allOutputs(rule, inputs)
    .map((output, place) => {
      const random = createRandom(place).fork('seed');
      const data = output.data.map(() => Math.round(random.between(-64, 64)) / 64);
      return { place, output, seedName: `seed_${place}`, seed: { dims: output.dims, data } };
    })
    .filter(({ place }) => !rule.unread?.includes(place));
}

function centralDifferences(rule: RuleCase, inputs: readonly RuleInput[], variable: RuleInput): DoubleTensor {
  const loss = (): number =>
    readOutputs(rule, inputs).reduce((sum, { output, seed }) => sum + dot(output.data, seed.data), 0);
  const data = variable.data.map((value, i) => {
    variable.data[i] = value + step;
    const above = loss();
    variable.data[i] = value - step;
    const below = loss();
    variable.data[i] = value;
    return (above - below) / (2 * step);
  });
  return { dims: variable.dims, data };
}

const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);

function assertClose(t: TestContext, what: string, actual: Tensor, expected: DoubleTensor): void {
  assert.deepEqual(actual.dims, expected.dims, `shape of ${what}`);
  const largest = Math.max(...expected.data.map(Math.abs));
  const error = Math.max(...expected.data.map((value, i) => Math.abs(Number(actual.data[i]) - value))) / (largest || 1);
  t.diagnostic(`${what}: relative error ${error.toExponential(1)}`);
  assert.ok(error < largestRuleError, `${what}: relative error ${error}, expected below ${largestRuleError}`);
}

function toTensor({ kind, dims, data }: RuleInput): Tensor {
  if (kind === 'int64') return int64Tensor(data, dims);
  return { dims, data: kind === 'bool' ? Uint8Array.from(data) : Float32Array.from(data) };
}

const count = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);
