import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#errors';
import type { Graph } from '../graph/graph.ts';

/** What rounding the weights of a model may cost, percentage points of answers with all labels right. */
export const allowedLossPoints = 0.1;

/** A rounded model beside the float32 model it was made from, asked the same records with the same adapter. */
export interface AccuracyGate {
  /** Digests of the rounded model, of the float32 one, and of the adapter; null for none. */
  readonly modelSha256: string;
  readonly referenceSha256: string;
  readonly adapterSha256: string | null;
  /** How the model was asked, and which records: validation split, this seed, the first `n`. */
  readonly strategy: string;
  readonly seed: number;
  readonly n: number;
  /** Records that both answered right, one of them alone, and neither. */
  readonly bothRight: number;
  readonly onlyReferenceRight: number;
  readonly onlyModelRight: number;
  readonly neitherRight: number;
  /** What is lost against float32 and its 95 % interval, percentage points; below 0 the rounded model is the better one. */
  readonly lossPoints: number;
  readonly lossLowPoints: number;
  readonly lossHighPoints: number;
  /** McNemar's exact two-sided test. */
  readonly pValue: number;
}

/** Whether a model may classify. */
export const isWithinLoss = ({ onlyReferenceRight, onlyModelRight, n }: AccuracyGate): boolean =>
  n > 0 && 100 * (onlyReferenceRight - onlyModelRight) <= allowedLossPoints * n;

/** File of a model folder that holds its gates, one for each adapter. */
export const gatesFile = 'accuracy-gates.json';

const roundedOperators = new Set([
  'MatMulNBits',
  'GatherBlockQuantized',
  'DequantizeLinear',
  'MatMulInteger',
  'QLinearMatMul',
]);

/** Whether a decoder computes with weights of 8 bits or fewer. */
export const isRounded = ({ nodes }: Graph): boolean => nodes.some(({ op }) => roundedOperators.has(op));

/**
 * The gates of a model folder; none when it was never measured.
 *
 * @throws AppError `model.gate_missing` when the file is damaged
 */
export async function readGates(folder: string): Promise<readonly AccuracyGate[]> {
  const path = join(folder, gatesFile);
  const text = await readFile(path, 'utf8').catch(() => '[]');
  try {
    const gates: unknown = JSON.parse(text);
    if (Array.isArray(gates) && gates.every((gate) => typeof gate === 'object' && gate !== null)) return gates;
  } catch {
    // told below
  }
  throw new AppError('model.gate_missing', `expected a list of measurements in ${path}, got something else`, {
    hint: 'remove the file and measure again with: noncoop model gate',
  });
}

/** What is to classify. */
export interface GatedModel {
  readonly folder: string;
  readonly decoder: Graph;
  readonly sha256: string;
  readonly adapterSha256: string | null;
}

/**
 * Lets a float32 model pass, and a rounded one that was measured with this adapter and loses no more than is allowed.
 *
 * @throws AppError `model.gate_missing`, `model.gate_failed`
 */
export async function requireGate({ folder, decoder, sha256, adapterSha256 }: GatedModel): Promise<void> {
  if (!isRounded(decoder)) return;
  const gates = await readGates(folder);
  const gate = gates.find((each) => each.modelSha256 === sha256 && each.adapterSha256 === adapterSha256);
  if (gate === undefined) {
    throw new AppError(
      'model.gate_missing',
      `expected ${folder} to be measured against its float32 model, got no result`,
      {
        hint: `measure it with: noncoop model gate ${folder} --against FLOAT32_MODEL, and the --strategy and --adapter to be used`,
      },
    );
  }
  if (isWithinLoss(gate)) return;
  throw new AppError(
    'model.gate_failed',
    `expected ${folder} to lose at most ${allowedLossPoints} points against float32, got ${gate.lossPoints} on ${gate.n} records`,
    { hint: 'use the float32 model, or tune the adapter on the rounded one and measure again' },
  );
}
