import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { float32Values, type Initializer } from '../../graph/graph.ts';
import { float16Bits } from '../../weights/numbers.ts';
import { safetensorsHeader } from '../../weights/safetensors.ts';

const bitsOf = { F16: float16Bits, BF16: bfloat16Bits };

/** Writes tensors, rounded to halves, as two safetensors shards with their index. */
export async function writeShards(
  folder: string,
  tensors: ReadonlyMap<string, Initializer>,
  type: keyof typeof bitsOf,
): Promise<void> {
  const entries = [...tensors];
  const cut = Math.ceil(entries.length / 2);
  const weight_map: Record<string, string> = {};
  for (const [i, part] of [entries.slice(0, cut), entries.slice(cut)].entries()) {
    const file = `model-0000${i + 1}-of-00002.safetensors`;
    const kinds = new Map(part.map(([name, { dims }]) => [name, { type, dims }]));
    const halves = part.map(([, tensor]) => Uint16Array.from(float32Values(tensor), bitsOf[type]));
    const bytes = halves.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
    await writeFile(join(folder, file), Buffer.concat([safetensorsHeader(kinds), ...bytes]));
    for (const [name] of part) weight_map[name] = file;
  }
  await writeFile(join(folder, 'model.safetensors.index.json'), JSON.stringify({ metadata: {}, weight_map }));
}

/** The bits of the bfloat16 next to a finite number, the even one of two. */
function bfloat16Bits(value: number): number {
  const word = new Uint32Array(Float32Array.of(value).buffer)[0] as number;
  return (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
}
