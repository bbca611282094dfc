import { type Graph, type GraphBuilder, int64Values, intAttribute, isExternal, type Node } from '#model';
import type { ObservedShapes } from './observed-shapes.ts';

/** Operators that make each value of the values in its place. */
const elementwise: ReadonlySet<string> = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Sqrt', 'Reciprocal', 'Neg', 'Exp', 'Identity', 'Cast'],
  ...['Sigmoid', 'Tanh', 'Erf', 'Relu', 'Softplus', 'Gelu', 'FastGelu', 'QuickGelu'],
]);
/** Operators on the values along one axis. */
const alongAxis: ReadonlySet<string> = new Set(['SimplifiedLayerNormalization', 'LayerNormalization', 'Split']);
/** Operators that take their axes as an input, and which it is. */
const axesInput: Readonly<Record<string, number>> = { ReduceMean: 1, Slice: 3 };
/** Products of each row with a matrix. */
const products: ReadonlySet<string> = new Set(['MatMul', 'FusedMatMul', 'MatMulNBits']);

export const isProduct = ({ op }: Node): boolean => products.has(op);

/** What of a graph goes by rows: one of so many channels for each token of a batch. */
export interface RowsApart {
  /** Whether a tensor is rows, `[B, S, E]` for any E. */
  isRows(name: string): boolean;
  /** Whether a node makes each row of rows of the row in its place. */
  treatsApart(node: Node): boolean;
}

/** @param hidden  a tensor that is rows */
export function rowsApart(graph: Graph, hidden: string, shapes: ObservedShapes): RowsApart {
  const isRows = (name: string): boolean => {
    if (name === '' || shapes.rank(name) !== 3) return false;
    const [seen, width] = [shapes.of(name), shapes.of(name)[0]?.[2]];
    return shapes
      .of(hidden)
      .every(([B, S], probe) => seen[probe]?.[0] === B && seen[probe]?.[1] === S && seen[probe]?.[2] === width);
  };
  return { isRows, treatsApart: (node) => treatsRowsApart(graph, node, isRows, shapes) };
}

function treatsRowsApart(graph: Graph, node: Node, isRows: (name: string) => boolean, shapes: ObservedShapes): boolean {
  const [first = '', ...others] = node.inputs;
  const hasRank = (name: string, most: number): boolean => name === '' || shapes.rank(name) <= most;
  if (!node.outputs.every((name) => name === '' || isRows(name))) return false;
  if (elementwise.has(node.op)) return node.inputs.every((name) => isRows(name) || hasRank(name, 1));
  if (!isRows(first)) return false;
  if (isProduct(node)) {
    return intAttribute(node, 'transA', 0) === 0 && others.every((name) => !isRows(name) && hasRank(name, 2));
  }
  if (alongAxis.has(node.op)) {
    const axis = intAttribute(node, 'axis', node.op === 'Split' ? 0 : -1);
    return (axis === -1 || axis === 2) && others.every((name) => hasRank(name, 1));
  }
  const keepsAxes = intAttribute(node, 'keepdims', 1) === 1;
  return keepsAxes && isLastAxis(graph, node.inputs[axesInput[node.op] ?? -1]);
}

/** Whether a constant names the last of three axes alone. */
function isLastAxis({ initializers }: Graph, name: string | undefined): boolean {
  const axes = initializers.get(name ?? '');
  return axes?.type === 'int64' && !isExternal(axes.data) && ['-1', '2'].includes(int64Values(axes).join());
}

/** A node that treats rows apart, for rows of any number of axes: the last axis is told from the end. */
export function fromLastAxis(b: GraphBuilder, node: Node): Node {
  const axis = node.attributes.axis ? { axis: { int: -1 } } : {};
  const at = axesInput[node.op];
  const inputs = at === undefined ? node.inputs : node.inputs.with(at, b.ints([-1]));
  return { ...node, inputs, attributes: { ...node.attributes, ...axis } };
}
