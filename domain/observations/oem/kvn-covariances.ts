import { shown } from '../fault.ts';
import type { NdmField, NdmRow } from '../ndm/ndm-token.ts';
import { broken, type OemRecord } from './oem-record.ts';

/** Rows of a lower triangle of six: the first has one element, the last six. */
const rowCount = 6;

/** A matrix whose lines are still coming in; only the first thing wrong with it is kept. */
interface OpenMatrix {
  readonly line: number;
  epoch: string | undefined;
  frame: string | undefined;
  readonly elements: string[];
  rows: number;
  fault: string | undefined;
}

/**
 * The lines of a covariance block. A matrix begins with its epoch and ends where the next begins, or the block.
 *
 * A line that does not belong to a matrix spoils that matrix alone.
 */
export class KvnCovariances {
  #matrix: OpenMatrix | undefined;

  addField({ line, keyword, value }: NdmField): readonly OemRecord[] {
    const begins = keyword === 'EPOCH' && (this.#matrix?.epoch !== undefined || (this.#matrix?.rows ?? 0) > 0);
    const finished = begins ? this.finish() : [];
    const matrix = this.#open(line);
    if (keyword === 'EPOCH') matrix.epoch = value;
    else if (keyword === 'COV_REF_FRAME' && matrix.frame === undefined) matrix.frame = value;
    else matrix.fault ??= `expected EPOCH, COV_REF_FRAME or a row of the matrix in line ${line}, got ${shown(keyword)}`;
    return finished;
  }

  addRow({ line, text }: NdmRow): readonly OemRecord[] {
    const matrix = this.#open(line);
    matrix.rows++;
    const elements = text.split(/\s+/);
    if (matrix.rows <= rowCount && elements.length === matrix.rows) matrix.elements.push(...elements);
    else matrix.fault ??= `expected ${rowCount} rows of one to six elements, got ${shown(text)} as row ${matrix.rows}`;
    return [];
  }

  /** The last matrix, at the end of the block. */
  finish(): readonly OemRecord[] {
    const matrix = this.#matrix;
    this.#matrix = undefined;
    if (!matrix) return [];
    const { line, epoch, frame, elements, rows, fault } = matrix;
    if (fault !== undefined) return [broken(line, fault)];
    if (epoch === undefined) return [broken(line, 'expected the EPOCH of a covariance, got none')];
    if (rows < rowCount) return [broken(line, `expected ${rowCount} rows of a covariance, got ${rows}`)];
    return [{ kind: 'covariance', line, epoch, frame, elements }];
  }

  /** The last matrix when the block does not end: its last row may be cut off. */
  refuse(): readonly OemRecord[] {
    return this.#matrix ? [broken(this.#matrix.line, 'expected COVARIANCE_STOP after a covariance, got none')] : [];
  }

  #open(line: number): OpenMatrix {
    this.#matrix ??= { line, epoch: undefined, frame: undefined, elements: [], rows: 0, fault: undefined };
    return this.#matrix;
  }
}
