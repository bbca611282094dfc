import { shown } from '../fault.ts';
import type { NdmField, NdmToken } from '../ndm/ndm-token.ts';
import { MetadataCollector } from './metadata-collector.ts';
import { broken, headerRecord, notOem, type OemRecord, versionKeyword } from './oem-record.ts';
import { XmlRecord } from './xml-record.ts';

const isRecord = (section: string) => section === 'stateVector' || section === 'covarianceMatrix';

/** Elements that only hold others. */
const wrappers: ReadonlySet<string> = new Set(['ndm', 'oem', 'header', 'body', 'data']);

/**
 * Takes the XML of an ephemeris message apart. Several messages in one `ndm` element are read too; elements of other
 * messages are passed over.
 *
 * @throws AppError `domain.not_oem` when there is none, or none with its version
 */
export async function* xmlRecords(
  tokens: AsyncIterable<NdmToken>,
  source: string,
): AsyncGenerator<OemRecord, void, undefined> {
  const splitter = new XmlSplitter();
  let first: string | undefined;
  let hasBegun = false;
  for await (const token of tokens) {
    if (token.kind === 'open') first ??= token.section;
    if (token.kind === 'field') first ??= token.keyword;
    for (const record of splitter.take(token)) {
      const isBeginning = record.kind === 'version' || token.kind === 'broken';
      if (!hasBegun && !isBeginning && record.kind !== 'unknown') throw notOem(source, first);
      hasBegun ||= isBeginning;
      yield record;
    }
  }
  if (!hasBegun) throw notOem(source, first);
}

/** Follows the elements from the root to where a message is being read. */
class XmlSplitter {
  readonly #path: string[] = [];
  /** Depth of the element that is passed over, with all it holds. */
  #foreignDepth: number | undefined;
  #metadata: MetadataCollector | undefined;
  #record: XmlRecord | undefined;

  take(token: NdmToken): readonly OemRecord[] {
    if (token.kind === 'broken') return [{ ...token, kind: 'refused' }];
    if (token.kind === 'open') return this.#open(token.line, token.section);
    if (token.kind === 'close') return this.#close(token.section);
    return token.kind === 'field' && this.#foreignDepth === undefined ? this.#takeField(token) : [];
  }

  #open(line: number, section: string): readonly OemRecord[] {
    this.#path.push(section);
    if (this.#foreignDepth !== undefined) return [];
    const isInside = this.#metadata !== undefined || this.#record !== undefined;
    if (!isInside && wrappers.has(section)) return [];
    if (!isInside && section === 'segment') return [{ kind: 'segment', line }];
    if (!isInside && section === 'metadata') this.#metadata = new MetadataCollector(line);
    else if (!isInside && isRecord(section)) this.#record = new XmlRecord(section, line);
    else {
      this.#foreignDepth = this.#path.length;
      return [{ kind: 'unknown', line, keyword: section }];
    }
    return [];
  }

  #close(section: string): readonly OemRecord[] {
    const isForeign = this.#foreignDepth !== undefined;
    if (this.#foreignDepth === this.#path.length) this.#foreignDepth = undefined;
    this.#path.pop();
    if (isForeign) return [];
    const finished = section === 'metadata' ? this.#metadata?.finish() : this.#record?.finish(section);
    if (section === 'metadata') this.#metadata = undefined;
    else if (finished) this.#record = undefined;
    return finished ? [finished] : [];
  }

  #takeField(field: NdmField): readonly OemRecord[] {
    const { line, keyword, value } = field;
    const place = this.#path.at(-1);
    if (keyword === 'COMMENT' || place === 'ndm') return [];
    if (keyword === versionKeyword && place === 'oem') return [{ kind: 'version', line, value }];
    if (place === 'header') return [headerRecord(field)];
    if (place === 'metadata') return this.#metadata?.add(field) ?? [];
    if (place !== undefined && isRecord(place)) return this.#record?.add(field) ?? [];
    return [broken(line, `expected elements of an ephemeris message in ${place ?? 'the file'}, got ${shown(keyword)}`)];
  }
}
