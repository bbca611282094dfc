import { AppError } from '#errors';
import { floatAttribute, floatsAttribute, intAttribute, intsAttribute, tensorAttribute } from './attributes.ts';
import { float32Initializer, type Graph, type Initializer, int64Initializer, type Node, oldestOpset } from './graph.ts';
import { GraphBuilder } from './graph-builder.ts';

/** The oldest operator set whose forms are known here. */
const oldestKnownOpset = 7;

/**
 * A graph in the forms of {@link oldestOpset} at least: what newer operator sets take as inputs is an input, and
 * `Constant` nodes are constants of the graph.
 *
 * @throws AppError `model.onnx_invalid` when the graph is older than the forms known here
 * @source the changelog of the ONNX operators, versions 7 to 18
 */
export function upgrade(graph: Graph): Graph {
  const { opset } = graph;
  if (opset < oldestKnownOpset) {
    throw new AppError(
      'model.onnx_invalid',
      `expected graph ${graph.name} in operator set ${oldestKnownOpset} or newer, got ${opset}`,
      { hint: 'export the model again with a newer operator set' },
    );
  }
  const isConstant = (node: Node): boolean => node.op === 'Constant' && node.domain === '';
  if (opset >= oldestOpset && !graph.nodes.some(isConstant)) return graph;
  const b = GraphBuilder.rewriting(graph);
  for (const node of graph.nodes) {
    if (isConstant(node)) b.initializer(node.outputs[0] as string, constantValue(node));
    else if (opset >= oldestOpset || node.domain !== '') b.add(node);
    else b.add(upgraded(b, node, opset));
  }
  for (const output of graph.outputs) b.output(output);
  return b.build(graph.name);
}

function constantValue(node: Node): Initializer {
  const value = tensorAttribute(node, 'value');
  if (value) return value;
  const ints = intsAttribute(node, 'value_ints');
  if (ints) return int64Initializer(ints);
  const floats = floatsAttribute(node, 'value_floats');
  if (floats) return float32Initializer(Float32Array.from(floats), [floats.length]);
  if (node.attributes.value_int) return int64Initializer([intAttribute(node, 'value_int', 0)], []);
  if (node.attributes.value_float) {
    return float32Initializer(Float32Array.of(floatAttribute(node, 'value_float', 0)), []);
  }
  throw new AppError('model.onnx_invalid', `expected numbers in Constant node ${node.name}, got none`);
}

/** Reductions whose axes became an input with version 18; ReduceSum did with version 13. */
const reductions = new Set([
  ...['ReduceMean', 'ReduceMax', 'ReduceMin', 'ReduceProd', 'ReduceL1', 'ReduceL2'],
  ...['ReduceLogSum', 'ReduceLogSumExp', 'ReduceSumSquare'],
]);

/** The node in its newer form; what that form needs besides is added to `b`. */
function upgraded(b: GraphBuilder, node: Node, opset: number): Node {
  const ints = (name: string): string => {
    const values = intsAttribute(node, name);
    return values ? b.ints(values) : '';
  };
  const float = (name: string): string => (node.attributes[name] ? b.scalar(floatAttribute(node, name, 0)) : '');
  const { op } = node;
  const data = node.inputs[0] as string;
  const movesAxes = reductions.has(op) || (opset < 13 && ['Squeeze', 'Unsqueeze', 'ReduceSum'].includes(op));
  if (movesAxes) return moved(node, [data, ints('axes')], ['axes']);
  if (op === 'Split') return splitInto(node, opset < 13 ? ints('split') : (node.inputs[1] ?? ''));
  if (opset < 13 && (op === 'Softmax' || op === 'LogSoftmax')) return flatSoftmax(b, node);
  if (opset < 12 && op === 'Dropout') return moved(node, [data], ['ratio']);
  if (opset < 11 && op === 'Clip') return moved(node, [data, float('min'), float('max')], ['min', 'max']);
  if (opset < 11 && op === 'Pad') return moved(node, [data, ints('pads'), float('value')], ['pads', 'value']);
  if (opset < 10 && op === 'Slice') {
    return moved(node, [data, ints('starts'), ints('ends'), ints('axes')], ['starts', 'ends', 'axes']);
  }
  return node;
}

/** The node with these inputs instead of the attributes that held them. */
function moved(node: Node, inputs: readonly string[], attributes: readonly string[]): Node {
  const kept = Object.entries(node.attributes).filter(([name]) => !attributes.includes(name));
  const last = inputs.findLastIndex((input) => input !== '');
  return { ...node, inputs: inputs.slice(0, last + 1), attributes: Object.fromEntries(kept) };
}

function splitInto(node: Node, sizes: string): Node {
  const split = moved(node, [node.inputs[0] as string, sizes], ['split']);
  const count = sizes === '' ? { num_outputs: { int: node.outputs.length } } : {};
  return { ...split, attributes: { ...split.attributes, ...count } };
}

/** Before version 13 the axes from `axis` on were one: the softmax of flattened rows, written out. */
function flatSoftmax(b: GraphBuilder, node: Node): Node {
  const axis = intAttribute(node, 'axis', 1);
  if (axis === -1) return node;
  const data = node.inputs[0] as string;
  const rows = b.op(node.op, [b.op('Flatten', [data], { axis })], { axis: -1 });
  return { ...node, op: 'Reshape', inputs: [rows, b.op('Shape', [data])], attributes: {} };
}
