import { AppError } from '#errors';
import { type Feeds, type Graph, GraphBuilder, type Node } from '#model';
import { type ObservedShapes, observeShapes } from './observed-shapes.ts';
import { activeInput, unsupported } from './rule.ts';
import { rules, stopsGradient } from './rules/table.ts';

export interface DifferentiateOptions {
  /** The forward graph, with every seeded tensor among its nodes. */
  readonly graph: Graph;
  /** Gradient of the loss with respect to some tensors, by tensor: where the walk starts. Made by nodes of `graph`. */
  readonly seeds: ReadonlyMap<string, string>;
  /** Inputs of the graph to differentiate with respect to. */
  readonly wrt: readonly string[];
  /** Two sets of inputs of different sizes, none of them 1; see `observeShapes`. */
  readonly probes: readonly Feeds[];
  /** Indices that name no place twice: a gradient need not be added up where they gather. */
  readonly distinct?: readonly string[];
}

/**
 * Reverse-mode differentiation, graph to graph: walks the nodes backwards and writes the gradient of each out of
 * ordinary forward operators.
 *
 * @returns a builder that holds the forward graph and the gradients, the gradient's name for each of `wrt`, and the shapes
 *          of the tensors between them and the loss
 * @throws AppError `tuner.no_gradient_rule`, `tuner.unsupported_operator_form`, naming operator, node and input
 */
export async function differentiate(
  options: DifferentiateOptions,
): Promise<{ b: GraphBuilder; gradients: ReadonlyMap<string, string>; shapes: ObservedShapes }> {
  const { graph, seeds, wrt, probes, distinct = [] } = options;
  const active = reachableFrom(graph, wrt);
  const path = gradientPath(graph, wrt, [...seeds.keys()]);
  const tensors = path.flatMap((node) => [...node.inputs, ...node.outputs]).filter((name) => name !== '');
  const shapes = await observeShapes(graph, tensors, probes);

  const b = GraphBuilder.from(graph);
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const isDistinct = (indices: string): boolean => distinct.includes(indices);
  const makerOf = (tensor: string): Node | undefined => makers.get(tensor);
  const contributions = new Map<string, string[]>([...seeds].map(([tensor, gradient]) => [tensor, [gradient]]));
  const gradientOf = (tensor: string): string | undefined => {
    const parts = contributions.get(tensor);
    if (!parts) return undefined;
    const total = parts.length === 1 ? (parts[0] as string) : b.op('Sum', parts);
    contributions.set(tensor, [total]);
    return total;
  };

  for (const node of path.toReversed()) {
    const outputGradients = node.outputs.map(gradientOf);
    if (outputGradients.every((gradient) => gradient === undefined)) continue;
    const wants = (i: number): boolean => active.has(node.inputs[i] ?? '');
    const refuse = (expected: string, got: string): AppError => unsupported(node, wants, expected, got);
    const inputGradients = ruleFor(
      node,
      wants,
    )({ b, node, outputGradients, wants, shapes, makerOf, isDistinct, refuse });
    node.inputs.forEach((input, i) => {
      const gradient = inputGradients[i];
      if (gradient !== undefined && wants(i)) contributions.set(input, [...(contributions.get(input) ?? []), gradient]);
    });
  }
  return {
    b,
    shapes,
    gradients: new Map(wrt.flatMap((name) => ((gradient) => (gradient ? [[name, gradient]] : []))(gradientOf(name)))),
  };
}

/** Nodes that a gradient flows through on its way from `targets` back to `sources`, in running order. */
export function gradientPath(graph: Graph, sources: readonly string[], targets: readonly string[]): Node[] {
  const active = reachableFrom(graph, sources);
  const leading = leadingTo(graph, targets);
  return graph.nodes.filter((node) => node.outputs.some((output) => active.has(output) && leading.has(output)));
}

export const hasGradientRule = ({ op }: Node): boolean => Object.hasOwn(rules, op);

/** Tensors that change, differentiably, when one of `sources` changes. */
function reachableFrom(graph: Graph, sources: readonly string[]): ReadonlySet<string> {
  const active = new Set(sources);
  for (const node of graph.nodes) {
    if (stopsGradient(node) || !node.inputs.some((input) => active.has(input))) continue;
    for (const output of node.outputs) active.add(output);
  }
  return active;
}

/** Tensors that one of `targets` is computed from, and the targets. */
function leadingTo(graph: Graph, targets: readonly string[]): ReadonlySet<string> {
  const leading = new Set(targets);
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((output) => leading.has(output))) continue;
    for (const input of node.inputs) leading.add(input);
  }
  return leading;
}

function ruleFor(node: Node, wants: (i: number) => boolean): (typeof rules)[string] {
  const rule = rules[node.op];
  if (rule) return rule;
  const input = activeInput(node, wants);
  throw new AppError(
    'tuner.no_gradient_rule',
    `expected a rule for op ${node.op}, got none: node ${node.name}, input ${input} feeds the loss`,
    {
      hint: integerOps.has(node.op)
        ? 'export the model with float weights or with MatMulNBits: the gradient does not pass through whole numbers'
        : 'add a rule to tuner/autodiff/rules, or export the model without this operator',
      details: { op: node.op, node: node.name, input },
    },
  );
}

/** Operators of models that compute with whole numbers. */
const integerOps: ReadonlySet<string> = new Set([
  ...['DynamicQuantizeLinear', 'QuantizeLinear', 'DequantizeLinear'],
  ...['MatMulInteger', 'DynamicQuantizeMatMul', 'MatMulIntegerToFloat'],
]);
