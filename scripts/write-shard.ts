import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { countOf } from '../model/weights/numbers.ts';
import { safetensorsHeader } from '../model/weights/safetensors.ts';
import { pickledState } from '../model/weights/torch-file.ts';
import { type ArchiveMember, archiveEnd, archiveHeader } from '../model/weights/torch-file-archive-writer.ts';

/** A float16 tensor whose bytes come piece by piece. */
export interface StreamedTensor {
  readonly dims: readonly number[];
  pieces(): Iterable<Uint8Array>;
}

type Tensors = ReadonlyMap<string, StreamedTensor>;

/** Writes tensors as a safetensors file, no more than a piece of them in memory. */
export async function writeSafetensorsShard(path: string, tensors: Tensors): Promise<void> {
  await writeStream(path, async (write) => {
    await write(safetensorsHeader(halves(tensors)));
    for (const { pieces } of tensors.values()) for (const piece of pieces()) await write(piece);
  });
}

/** Writes tensors as a torch file, no more than a piece of them in memory. */
export async function writeTorchShard(path: string, tensors: Tensors): Promise<void> {
  await writeStream(path, async (write, file) => {
    const members: ArchiveMember[] = [];
    const add = async (name: string, lengthBytes: number, pieces: Iterable<Uint8Array>): Promise<void> => {
      let crc = 0;
      const start = await write(archiveHeader({ name, lengthBytes, crc }));
      for (const piece of pieces) {
        crc = crc32(piece, crc);
        await write(piece);
      }
      const member = { name, lengthBytes, crc };
      await writeAll(file, archiveHeader(member), start);
      members.push(member);
    };
    const pickle = pickledState(halves(tensors));
    await add('archive/data.pkl', pickle.length, [pickle]);
    let key = 0;
    for (const { dims, pieces } of tensors.values()) {
      await add(`archive/data/${key}`, 2 * countOf(dims), pieces());
      key += 1;
    }
    await add('archive/version', 2, [Buffer.from('3\n')]);
    await write(archiveEnd(members));
  });
}

function halves(tensors: Tensors): ReadonlyMap<string, { type: 'F16'; dims: readonly number[] }> {
  return new Map([...tensors].map(([name, { dims }]) => [name, { type: 'F16', dims }]));
}

/** Appends bytes and returns where they begin. */
type Write = (bytes: Uint8Array) => Promise<number>;

async function writeStream(path: string, fill: (write: Write, file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, 'w');
  let at = 0;
  try {
    await fill(async (bytes) => {
      const start = at;
      await writeAll(file, bytes, start);
      at += bytes.byteLength;
      return start;
    }, file);
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, position + done);
    done += bytesWritten;
  }
}
