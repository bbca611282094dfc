import type { NdmField } from '../ndm/ndm-token.ts';
import { broken, type MetadataBlock, metadataKeywords, type OemRecord } from './oem-record.ts';

/** Gathers the fields of a metadata block. */
export class MetadataCollector {
  readonly #line: number;
  readonly #values = new Map<string, string>();
  readonly #repeated = new Set<string>();

  /** @param line  where the block begins */
  constructor(line: number) {
    this.#line = line;
  }

  /** Takes a field, or hands back one whose keyword the format does not have. */
  add({ line, keyword, value, unit }: NdmField): readonly OemRecord[] {
    if (!metadataKeywords.has(keyword)) return [{ kind: 'unknown', line, keyword }];
    if (this.#values.has(keyword)) this.#repeated.add(keyword);
    // Nothing here has a unit: what looks like one ends a name, as in COSMOS 2251 [DEBRIS].
    else this.#values.set(keyword, unit === undefined ? value : `${value} [${unit}]`);
    return [];
  }

  finish(): MetadataBlock {
    return { kind: 'metadata', line: this.#line, values: this.#values, repeated: [...this.#repeated] };
  }

  /** The block when its end does not come. */
  refuse(end: string): OemRecord {
    return broken(this.#line, `expected ${end} after the metadata, got none`);
  }
}
