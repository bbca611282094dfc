import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const source = readFileSync(fileURLToPath(new URL('./onnx.proto', import.meta.url)), 'utf8');

/** Encoder and decoder of the ONNX container; field names stay as the format spells them. */
export const modelProto = protobuf.parse(source, { keepCase: true }).root.lookupType('onnx.ModelProto');

/** Values of AttributeProto.type. */
export const attributeTypes = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const;

/** Version of the container: 4-bit types, which came with operator set 21, need the newer one. */
export const irVersion = (opset: number): number => (opset < 21 ? 9 : 10);
