import { AppError } from '#errors';
import {
  type Attribute,
  type ElementType,
  elementTypes,
  type Graph,
  type Initializer,
  type Node,
  oldestOpset,
  type ValueInfo,
} from './graph.ts';
import { attributeTypes, modelProto } from './onnx-schema.ts';
import { upgrade } from './upgrade.ts';

interface TensorMessage {
  name: string;
  dims: number[];
  data_type: number;
  raw_data: Uint8Array;
  float_data: number[];
  int32_data: number[];
  int64_data: number[];
  double_data: number[];
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
  opset_import: { domain: string; version: number }[];
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
  const typed = typedValues(tensor, type);
  if (typed) return { type, dims, data: new Uint8Array(typed.buffer) };
  return { type, dims, data: tensor.raw_data };
}

/** The values of a constant that is not written as raw bytes, in the element type it has. */
function typedValues(
  { float_data, int32_data, int64_data, double_data }: TensorMessage,
  type: ElementType,
): { readonly buffer: ArrayBuffer } | undefined {
  if (float_data.length > 0) return Float32Array.from(float_data);
  if (double_data.length > 0) return Float64Array.from(double_data);
  if (int64_data.length > 0) return BigInt64Array.from(int64_data, BigInt);
  if (int32_data.length === 0) return undefined;
  if (type === 'int32') return Int32Array.from(int32_data);
  return type === 'float16' || type === 'bfloat16' ? Uint16Array.from(int32_data) : Uint8Array.from(int32_data);
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

function valueInfo({ name, type }: ValueInfoMessage): { name: string; type: number; shape: ValueInfo['shape'] } {
  const tensor = type?.tensor_type;
  const shape = tensor?.shape?.dim.map((dim, i) => dim.dim_value ?? dim.dim_param ?? `${name}_${i}`) ?? null;
  return { name, type: tensor?.elem_type ?? 0, shape };
}

function input(message: ValueInfoMessage): ValueInfo {
  const info = valueInfo(message);
  return { ...info, type: elementType(info.type, info.name) };
}

function output(message: ValueInfoMessage): ValueInfo {
  const info = valueInfo(message);
  return { ...info, type: info.type === 0 ? null : elementType(info.type, info.name) };
}

/**
 * The graph in the bytes of an `.onnx` file. Constants kept in other files stay there; nodes of older operator sets
 * are read in their newer form.
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
  const initializers = new Map(graph.initializer.map((tensor) => [tensor.name, initializer(tensor)]));
  const opset = message.opset_import.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version;
  return upgrade({
    name: graph.name,
    opset: opset ?? oldestOpset,
    inputs: graph.input.filter(({ name }) => !initializers.has(name)).map(input),
    outputs: graph.output.map(output),
    initializers,
    nodes,
  });
}
