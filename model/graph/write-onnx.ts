import {
  type Attribute,
  elementTypes,
  type Graph,
  type Initializer,
  isExternal,
  type Node,
  type ValueInfo,
} from './graph.ts';
import { attributeTypes, irVersion, modelProto } from './onnx-schema.ts';

const utf8 = new TextEncoder();

function tensorProto(name: string, { type, dims, data }: Initializer): object {
  const head = { name, dims: [...dims], data_type: elementTypes[type] };
  if (!isExternal(data)) return { ...head, raw_data: data };
  const { location, offset, length } = data;
  const entries = Object.entries({ location, offset, length });
  return { ...head, data_location: 1, external_data: entries.map(([key, value]) => ({ key, value: String(value) })) };
}

function attributeProto(name: string, attribute: Attribute): object {
  if ('int' in attribute) return { name, type: attributeTypes.int, i: attribute.int };
  if ('float' in attribute) return { name, type: attributeTypes.float, f: attribute.float };
  if ('string' in attribute) return { name, type: attributeTypes.string, s: utf8.encode(attribute.string) };
  if ('ints' in attribute) return { name, type: attributeTypes.ints, ints: [...attribute.ints] };
  if ('floats' in attribute) return { name, type: attributeTypes.floats, floats: [...attribute.floats] };
  return { name, type: attributeTypes.tensor, t: tensorProto('', attribute.tensor) };
}

function nodeProto(node: Node): object {
  return {
    name: node.name,
    op_type: node.op,
    domain: node.domain,
    input: [...node.inputs],
    output: [...node.outputs],
    attribute: Object.entries(node.attributes).map(([name, attribute]) => attributeProto(name, attribute)),
  };
}

function valueInfoProto({ name, type, shape }: ValueInfo): object {
  if (type === null) return { name };
  const dim = shape?.map((size) => (typeof size === 'number' ? { dim_value: size } : { dim_param: size }));
  return { name, type: { tensor_type: { elem_type: elementTypes[type], ...(dim && { shape: { dim } }) } } };
}

/** The bytes of an `.onnx` file for a graph. External constants are referred to, not copied. */
export function writeOnnx(graph: Graph): Uint8Array {
  const message = modelProto.fromObject({
    ir_version: irVersion(graph.opset),
    producer_name: 'noncoop',
    opset_import: [
      { domain: '', version: graph.opset },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph: {
      name: graph.name,
      node: graph.nodes.map(nodeProto),
      initializer: [...graph.initializers].map(([name, value]) => tensorProto(name, value)),
      input: graph.inputs.map(valueInfoProto),
      output: graph.outputs.map(valueInfoProto),
    },
  });
  return modelProto.encode(message).finish();
}
