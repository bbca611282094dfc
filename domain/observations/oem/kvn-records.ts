import { shown } from '../fault.ts';
import type { NdmField, NdmToken } from '../ndm/ndm-token.ts';
import { KvnCovariances } from './kvn-covariances.ts';
import { MetadataCollector } from './metadata-collector.ts';
import { broken, headerRecord, notOem, type OemRecord, versionKeyword } from './oem-record.ts';

/**
 * Takes the KVN of an ephemeris message apart. Several messages, one after the other, are read too.
 *
 * @throws AppError `domain.not_oem` when the first line is not the version
 */
export async function* kvnRecords(
  tokens: AsyncIterable<NdmToken>,
  source: string,
): AsyncGenerator<OemRecord, void, undefined> {
  const splitter = new KvnSplitter();
  let hasBegun = false;
  for await (const token of tokens) {
    if (!hasBegun && !isVersion(token)) throw notOem(source, textOf(token));
    hasBegun = true;
    for (const record of splitter.take(token)) yield record;
  }
  if (!hasBegun) throw notOem(source, undefined);
  yield* splitter.finish();
}

/** Where in a message a line stands: in its header, in a metadata block, among the states or in a covariance block. */
class KvnSplitter {
  #place: 'header' | 'states' | MetadataCollector | KvnCovariances = 'header';

  take(token: NdmToken): readonly OemRecord[] {
    if (token.kind === 'broken') return [{ ...token, kind: 'refused' }];
    if (token.kind === 'field' && token.keyword === 'COMMENT') return [];
    if (token.kind === 'open' && token.section === 'META') {
      const unfinished = this.finish();
      this.#place = new MetadataCollector(token.line);
      return [...unfinished, { kind: 'segment', line: token.line }];
    }
    if (this.#place instanceof MetadataCollector) return this.#takeMetadata(this.#place, token);
    if (this.#place instanceof KvnCovariances) return this.#takeCovariance(this.#place, token);
    if (isVersion(token)) {
      this.#place = 'header';
      return [{ kind: 'version', line: token.line, value: token.value }];
    }
    return this.#place === 'header' ? [takeHeader(token)] : this.#takeState(token);
  }

  /** What the end of the file, or the next segment, leaves open. */
  finish(): readonly OemRecord[] {
    if (this.#place instanceof MetadataCollector) return [this.#place.refuse('META_STOP')];
    if (this.#place instanceof KvnCovariances) return this.#place.refuse();
    return [];
  }

  #takeMetadata(block: MetadataCollector, token: NdmToken): readonly OemRecord[] {
    if (token.kind === 'field') return block.add(token);
    if (token.kind === 'close' && token.section === 'META') {
      this.#place = 'states';
      return [block.finish()];
    }
    return [misplaced(token, 'KEYWORD = value or META_STOP')];
  }

  #takeState(token: NdmToken): readonly OemRecord[] {
    if (token.kind === 'row') {
      const [epoch = '', ...numbers] = token.text.split(/\s+/);
      return [{ kind: 'state', line: token.line, epoch, numbers }];
    }
    if (token.kind === 'open' && token.section === 'COVARIANCE') {
      this.#place = new KvnCovariances();
      return [];
    }
    return [misplaced(token, 'an epoch and a state')];
  }

  #takeCovariance(block: KvnCovariances, token: NdmToken): readonly OemRecord[] {
    if (token.kind === 'row') return block.addRow(token);
    if (token.kind === 'field') return block.addField(token);
    if (token.kind === 'close' && token.section === 'COVARIANCE') {
      this.#place = 'states';
      return block.finish();
    }
    return [misplaced(token, 'a covariance or COVARIANCE_STOP')];
  }
}

function takeHeader(token: NdmToken): OemRecord {
  return token.kind === 'field' ? headerRecord(token) : misplaced(token, 'KEYWORD = value or META_START');
}

function isVersion(token: NdmToken): token is NdmField {
  return token.kind === 'field' && token.keyword === versionKeyword;
}

const misplaced = (token: NdmToken, expected: string): OemRecord =>
  broken(token.line, `expected ${expected}, got ${shown(textOf(token))}`);

/** A token much as it was written. */
function textOf(token: NdmToken): string {
  if (token.kind === 'open') return `${token.section}_START`;
  if (token.kind === 'close') return `${token.section}_STOP`;
  if (token.kind === 'field') return `${token.keyword} = ${token.value}`;
  return token.kind === 'row' ? token.text : token.message;
}
