import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { float32Initializer, float32Values } from '../graph/graph.ts';
import { readSafetensors, writeSafetensors } from '../weights/safetensors.ts';
import { type Cache, cacheWidth } from './cache.ts';

/** What a decoder makes of an instruction. */
export interface InstructionCache {
  /** Batch 1; the virtual tokens of an adapter come first. */
  readonly cache: Cache;
  /** Tokens of the instruction alone. */
  readonly tokens: number;
}

export interface InstructionCachesOptions {
  /** Folder that keeps caches for later runs; null keeps none. */
  readonly folder: string | null;
  /** Everything else a cache depends on: digests of model and adapter. */
  readonly identity: string;
  /** P: virtual tokens before an instruction. */
  readonly virtualTokens: number;
}

/** Belongs to the name of a file: what is in it and how. */
const formVersion = 1;
/** Files kept in the folder, those used last. */
const filesKept = 32;

/** Keys and values of instructions: each computed once, kept in memory, and in a folder by the hash of what they hang on. */
export class InstructionCaches {
  readonly #options: InstructionCachesOptions;
  readonly #known = new Map<string, InstructionCache>();

  constructor(options: InstructionCachesOptions) {
    this.#options = options;
  }

  /** The cache of an instruction; made when neither memory nor folder has it. */
  async get(instruction: string, make: () => Promise<InstructionCache>): Promise<InstructionCache> {
    const found =
      this.#known.get(instruction) ?? (await this.#read(instruction)) ?? (await this.#made(instruction, make));
    this.#known.set(instruction, found);
    return found;
  }

  async #made(instruction: string, make: () => Promise<InstructionCache>): Promise<InstructionCache> {
    const made = await make();
    await this.#write(instruction, made.cache);
    return made;
  }

  /** A file that is missing or damaged is no cache. */
  async #read(instruction: string): Promise<InstructionCache | undefined> {
    const path = this.#pathOf(instruction);
    if (path === null) return undefined;
    try {
      const tensors = readSafetensors(await readFile(path), path);
      const cache: Cache = Object.fromEntries(
        [...tensors].map(([name, tensor]) => [
          name,
          { dims: tensor.dims, data: Float32Array.from(float32Values(tensor)) },
        ]),
      );
      const now = new Date();
      await utimes(path, now, now);
      return { cache, tokens: cacheWidth(cache) - this.#options.virtualTokens };
    } catch {
      return undefined;
    }
  }

  /** Written beside and renamed; a folder that cannot be written keeps nothing, and nothing else suffers from it. */
  async #write(instruction: string, cache: Cache): Promise<void> {
    const path = this.#pathOf(instruction);
    if (path === null || this.#options.folder === null) return;
    const beside = `${path}.${process.pid}-${threadId}`;
    const tensors = Object.entries(cache).map(
      ([name, { data, dims }]) => [name, float32Initializer(data as Float32Array, dims)] as const,
    );
    try {
      await mkdir(this.#options.folder, { recursive: true });
      await writeFile(beside, writeSafetensors(new Map(tensors)));
      await rename(beside, path);
      await removeOldest(this.#options.folder);
    } catch {
      await rm(beside, { force: true }).catch(() => {});
    }
  }

  #pathOf(instruction: string): string | null {
    const { folder, identity, virtualTokens } = this.#options;
    if (folder === null) return null;
    const key = JSON.stringify([formVersion, identity, virtualTokens, instruction]);
    return join(folder, `${createHash('sha256').update(key).digest('hex')}.safetensors`);
  }
}

async function removeOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.safetensors'));
  if (names.length <= filesKept) return;
  const used = await Promise.all(names.map(async (name) => ({ name, atMs: (await stat(join(folder, name))).mtimeMs })));
  const oldest = used.sort((a, b) => b.atMs - a.atMs).slice(filesKept);
  await Promise.all(oldest.map(({ name }) => rm(join(folder, name), { force: true })));
}
