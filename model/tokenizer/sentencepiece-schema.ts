import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const source = readFileSync(fileURLToPath(new URL('./sentencepiece.proto', import.meta.url)), 'utf8');

/** Encoder and decoder of `tokenizer.model`; field names stay as the format spells them. */
export const sentencePieceProto = protobuf
  .parse(source, { keepCase: true })
  .root.lookupType('sentencepiece.ModelProto');
