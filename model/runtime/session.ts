import { availableParallelism } from 'node:os';
import * as ort from 'onnxruntime-node';
import type { Graph } from '../graph/graph.ts';
import { writeOnnx } from '../graph/write-onnx.ts';
import { shareConstants } from './shared-constants.ts';

/** A dense tensor, row-major. int64 values are bigints, as the runtime hands them over. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array | Int32Array | Uint8Array;
}

export type Feeds = Readonly<Record<string, Tensor>>;

/** A graph that is loaded and can run. `run` is synchronous underneath and blocks its thread. */
export interface Session {
  run(feeds: Feeds, outputs?: readonly string[]): Promise<Record<string, Tensor>>;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** @default the machine's cores */
  readonly threads?: number;
  /** `disabled` keeps every node as written; for measurements. @default 'all' */
  readonly optimization?: 'all' | 'extended' | 'basic' | 'disabled';
  /**
   * Plans one block for all tensors of a run of given sizes, beside those of earlier runs: up to twice the memory.
   * @default true
   */
  readonly memoryPattern?: boolean;
}

export function float32Tensor(data: Float32Array, dims: readonly number[]): Tensor {
  return { data, dims };
}

export function int64Tensor(values: ArrayLike<number>, dims: readonly number[]): Tensor {
  return { data: BigInt64Array.from(values, BigInt), dims };
}

const typeOf = (data: Tensor['data']): 'float32' | 'int64' | 'int32' | 'bool' => {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof BigInt64Array) return 'int64';
  return data instanceof Int32Array ? 'int32' : 'bool';
};

/**
 * Loads a graph into ONNX Runtime.
 *
 * @param source  a graph whose constants are in memory, or the path of an `.onnx` file with its external data beside it
 */
export async function openSession(source: Graph | string, options: SessionOptions = {}): Promise<Session> {
  const settings: ort.InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: options.threads ?? availableParallelism(),
    interOpNumThreads: 1,
    graphOptimizationLevel: options.optimization ?? 'all',
    enableMemPattern: options.memoryPattern ?? true,
    logSeverityLevel: 3,
  };
  const session = await load(source, settings);
  return {
    async run(feeds, outputs) {
      const tensors = Object.fromEntries(
        Object.entries(feeds).map(([name, { data, dims }]) => [
          name,
          new ort.Tensor(typeOf(data), data as never, dims),
        ]),
      );
      const results = outputs ? await session.run(tensors, outputs) : await session.run(tensors);
      return results as unknown as Record<string, Tensor>;
    },
    close: () => session.release(),
  };
}

function load(source: Graph | string, settings: ort.InferenceSession.SessionOptions): Promise<ort.InferenceSession> {
  if (typeof source === 'string') return ort.InferenceSession.create(source, settings);
  const { graph, shared } = shareConstants(source);
  return ort.InferenceSession.create(writeOnnx(graph), { ...settings, externalData: shared });
}
