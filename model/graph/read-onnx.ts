import { AppError } from '#errors';
import {
  type Attribute,
  type ElementType,
  elementTypes,
  type Graph,
  type Initializer,
  type Node,
  type ValueInfo,
} from './graph.ts';
import { attributeTypes, modelProto } from './onnx-schema.ts';

interface TensorMessage {
  name: string;
  dims: number[];
  data_type: number;
  raw_data: Uint8Array;
  float_data: number[];
  int32_data: number[];
  int64_data: number[];
  external_data: { key: string; value: string }[];
  data_location: number;
}

interface AttributeMessage {
  name: string;
  type: number;
  f: number;
  i: number;
  s: Uint8Array;
  t: TensorMessage;
  floats: number[];
  ints: number[];
}

interface ValueInfoMessage {
  name: string;
  type: {
    tensor_type: { elem_type: number; shape: { dim: { dim_value?: number; dim_param?: string }[] } | null } | null;
  } | null;
}

interface ModelMessage {
  graph?: {
    name: string;
    node: {
      op_type: string;
      domain: string;
      name: string;
      input: string[];
      output: string[];
      attribute: AttributeMessage[];
    }[];
    initializer: TensorMessage[];
    input: ValueInfoMessage[];
    output: ValueInfoMessage[];
  };
}

const typeNames = new Map<number, ElementType>(
  Object.entries(elementTypes).map(([name, value]) => [value, name as ElementType]),
);

function elementType(value: number, where: string): ElementType {
  const type = typeNames.get(value);
  if (type) return type;
  throw new AppError(
    'model.onnx_invalid',
    `expected an element type of ${[...typeNames.values()].join(', ')}, got ONNX type ${value} in ${where}`,
  );
}

function initializer(tensor: TensorMessage): Initializer {
  const type = elementType(tensor.data_type, `constant ${tensor.name}`);
  const dims = tensor.dims;
  if (tensor.data_location === 1) {
    const entry = Object.fromEntries(tensor.external_data.map(({ key, value }) => [key, value]));
    return {
      type,
      dims,
      data: { location: entry.location ?? '', offset: Number(entry.offset ?? 0), length: Number(entry.length) },
    };
  }
  if (tensor.float_data.length > 0)
    return { type, dims, data: new Uint8Array(Float32Array.from(tensor.float_data).buffer) };
  if (tensor.int64_data.length > 0)
    return { type, dims, data: new Uint8Array(BigInt64Array.from(tensor.int64_data, BigInt).buffer) };
  if (tensor.int32_data.length > 0) {
    const data =
      type === 'bool' ? Uint8Array.from(tensor.int32_data) : new Uint8Array(Int32Array.from(tensor.int32_data).buffer);
    return { type, dims, data };
  }
  return { type, dims, data: tensor.raw_data };
}

function attribute(message: AttributeMessage, where: string): Attribute {
  switch (message.type) {
    case attributeTypes.int:
      return { int: message.i };
    case attributeTypes.float:
      return { float: message.f };
    case attributeTypes.string:
      return { string: new TextDecoder().decode(message.s) };
    case attributeTypes.ints:
      return { ints: message.ints };
    case attributeTypes.floats:
      return { floats: message.floats };
    case attributeTypes.tensor:
      return { tensor: initializer(message.t) };
    default:
      throw new AppError(
        'model.onnx_invalid',
        `attribute ${message.name} of ${where} has type ${message.type}, which this reader does not know`,
      );
  }
}

function valueInfo({ name, type }: ValueInfoMessage): ValueInfo {
  const tensor = type?.tensor_type;
  const shape = tensor?.shape?.dim.map((dim, i) => dim.dim_value ?? dim.dim_param ?? `${name}_${i}`) ?? null;
  return { name, type: elementType(tensor?.elem_type ?? 0, name), shape };
}

/**
 * The graph in the bytes of an `.onnx` file. Constants kept in other files stay there.
 *
 * @throws AppError `model.onnx_invalid` when the bytes are not such a file
 */
export function readOnnx(bytes: Uint8Array, source: string): Graph {
  let message: ModelMessage;
  try {
    message = modelProto.toObject(modelProto.decode(bytes), { longs: Number, defaults: true }) as ModelMessage;
  } catch (cause) {
    throw new AppError(
      'model.onnx_invalid',
      `expected an ONNX model in ${source}, got ${bytes.length} bytes that do not parse`,
      { cause },
    );
  }
  const { graph } = message;
  if (!graph)
    throw new AppError('model.onnx_invalid', `expected a graph in ${source}, got an ONNX container without one`);
  const nodes = graph.node.map((node): Node => {
    const where = `${node.op_type} node ${node.name}`;
    return {
      op: node.op_type,
      domain: node.domain === 'ai.onnx' ? '' : node.domain,
      name: node.name,
      inputs: node.input,
      outputs: node.output,
      attributes: Object.fromEntries(node.attribute.map((entry) => [entry.name, attribute(entry, where)])),
    };
  });
  return {
    name: graph.name,
    inputs: graph.input.map(valueInfo),
    outputs: graph.output.map(valueInfo),
    initializers: new Map(graph.initializer.map((tensor) => [tensor.name, initializer(tensor)])),
    nodes,
  };
}
