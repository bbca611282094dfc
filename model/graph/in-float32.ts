import { AppError } from '#errors';
import { countOf, type NumberType, numberBytes, widenNumbers } from '../weights/numbers.ts';
import {
  type Attribute,
  type ElementType,
  elementTypes,
  float32Initializer,
  type Graph,
  type Initializer,
  isExternal,
  type Node,
  type ValueInfo,
} from './graph.ts';

/** The float types of 16 bits, and what they are called in a checkpoint. */
const halfTypes: Readonly<Partial<Record<ElementType, NumberType>>> = { float16: 'F16', bfloat16: 'BF16' };
const halfTypeNumbers: ReadonlySet<number> = new Set([elementTypes.float16, elementTypes.bfloat16]);

/**
 * Attributes that say an element type: of what a node makes, or of the arithmetic inside of it.
 *
 * @source the ONNX operators up to version 24
 */
const typeAttributes: ReadonlySet<string> = new Set([
  ...['to', 'dtype', 'output_dtype', 'output_datatype'],
  ...['stash_type', 'softmax_precision', 'qk_matmul_precision'],
]);

/**
 * The same decoder in float32, from one whose weights, activations or caches are float16 or bfloat16: the runtime has few
 * kernels of these types for the processor, and caches and gradients are float32 here.
 *
 * Constants keep their values exactly, so the graph computes what half precision would if nothing were rounded on the
 * way. They are widened one after another, each into memory of its own and twice as many bytes; weights packed in 4 or
 * 8 bits, and constants still in other files, stay as they are. A graph without 16-bit floats is returned itself.
 *
 * @throws AppError `model.onnx_invalid` for a constant whose bytes do not fit its shape
 */
export function inFloat32(graph: Graph): Graph {
  const nodes = graph.nodes.map(widenedNode);
  const isChanged = nodes.some((node, i) => node !== graph.nodes[i]);
  const isHalf = ({ type }: { readonly type: ElementType | null }): boolean => type !== null && type in halfTypes;
  const tensors = [...graph.inputs, ...graph.outputs, ...graph.initializers.values()];
  if (!isChanged && !tensors.some(isHalf)) return graph;
  const widenedInfo = (info: ValueInfo): ValueInfo => (isHalf(info) ? { ...info, type: 'float32' } : info);
  return {
    ...graph,
    inputs: graph.inputs.map(widenedInfo),
    outputs: graph.outputs.map(widenedInfo),
    initializers: new Map([...graph.initializers].map(([name, value]) => [name, widened(value, `constant ${name}`)])),
    nodes,
  };
}

/** The node itself when it says nothing of 16-bit floats. */
function widenedNode(node: Node): Node {
  const changed = Object.entries(node.attributes).flatMap(([name, attribute]): [string, Attribute][] => {
    const wide = widenedAttribute(node, name, attribute);
    return wide === attribute ? [] : [[name, wide]];
  });
  return changed.length === 0 ? node : { ...node, attributes: { ...node.attributes, ...Object.fromEntries(changed) } };
}

function widenedAttribute(node: Node, name: string, attribute: Attribute): Attribute {
  if ('tensor' in attribute) {
    const tensor = widened(attribute.tensor, `${name} of ${node.op} node ${node.name}`);
    return tensor === attribute.tensor ? attribute : { tensor };
  }
  const saysHalf = typeAttributes.has(name) && 'int' in attribute && halfTypeNumbers.has(attribute.int);
  return saysHalf ? { int: elementTypes.float32 } : attribute;
}

function widened(value: Initializer, what: string): Initializer {
  const { type, dims, data } = value;
  const halfType = halfTypes[type];
  if (halfType === undefined || isExternal(data)) return value;
  const values = new Float32Array(countOf(dims));
  const expectedBytes = values.length * numberBytes[halfType];
  if (data.byteLength !== expectedBytes) {
    throw new AppError(
      'model.onnx_invalid',
      `${what}: expected ${expectedBytes} bytes of ${type} for [${dims.join(', ')}], got ${data.byteLength}`,
    );
  }
  widenNumbers(halfType, data, values);
  return float32Initializer(values, dims);
}
