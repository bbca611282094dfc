import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A file kept under the hash of its bytes. */
export interface KeptFile {
  readonly path: string;
  readonly sha256: string;
  readonly byteCount: number;
}

/** The folder of the log files as they came. */
export interface LogFiles {
  /** Writes a stream to the folder; when it breaks off, nothing stays. */
  keep(bytes: Readable): Promise<KeptFile>;
  pathOf(sha256: string): string;
}

/** Opens the folder, made at the first file. */
export function openLogFiles(folder: string): LogFiles {
  const pathOf = (sha256: string) => path.join(folder, sha256);
  return {
    pathOf,
    async keep(bytes) {
      await mkdir(folder, { recursive: true });
      const partial = path.join(folder, `${randomUUID()}.part`);
      const hash = createHash('sha256');
      let byteCount = 0;
      try {
        await pipeline(
          bytes,
          async function* (chunks: AsyncIterable<Buffer>) {
            for await (const chunk of chunks) {
              hash.update(chunk);
              byteCount += chunk.length;
              yield chunk;
            }
          },
          createWriteStream(partial),
        );
        const sha256 = hash.digest('hex');
        await rename(partial, pathOf(sha256));
        return { path: pathOf(sha256), sha256, byteCount };
      } finally {
        await rm(partial, { force: true });
      }
    },
  };
}
