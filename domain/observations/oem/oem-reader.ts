import type { TimeWindow } from '../../time/time-window.ts';
import { joined, shown } from '../fault.ts';
import type { Reading } from '../reading.ts';
import type { EphemerisSegment } from './ephemeris-segment.ts';
import { type MetadataBlock, mandatoryHeaderKeywords, type OemRecord } from './oem-record.ts';
import { OpenSegment, ofRefusedSegment } from './open-segment.ts';
import { readMetadata } from './segment-metadata.ts';
import type { Refusal } from './state-sequence.ts';

type SegmentReading = Reading<EphemerisSegment>;

/** Unknown keywords worth a warning; a file with more has another format. */
const mostUnknownKeywords = 50;

const knownVersions = ['1.0', '2.0', '3.0'];

/** What the parts of one message have in common. */
interface Message {
  readonly line: number;
  readonly version: string;
  readonly headerKeywords: Set<string>;
  isHeaderOpen: boolean;
  /** TIME_SYSTEM of the first segment that names one. */
  timeSystem: string | undefined;
  /** Usable window of the segment read last, by OBJECT_ID. */
  readonly windows: Map<string, TimeWindow>;
}

/** Judges the records of a file in their order and gathers states into segments. */
export class OemReader {
  readonly #source: string;
  readonly #unknownKeywords = new Set<string>();
  #message = openMessage(1, '');
  /** Undefined before the first segment, and while one whose metadata were refused is passed over. */
  #segment: OpenSegment | undefined;
  #segmentLine = 1;

  constructor(source: string) {
    this.#source = source;
  }

  take(record: OemRecord): readonly SegmentReading[] {
    switch (record.kind) {
      case 'state':
        return this.#refuse(this.#segment?.addState(record) ?? this.#passOver(record.line));
      case 'covariance':
        return this.#refuse(this.#segment?.addCovariance(record) ?? this.#passOver(record.line));
      case 'refused':
        return this.#refuse([record]);
      case 'unknown':
        return this.#warnOfKeyword(record.line, record.keyword);
      case 'version':
        return [...this.finish(), ...this.#beginMessage(record.line, record.value)];
      case 'header':
        return this.#takeHeader(record.line, record.keyword);
      case 'segment':
        return this.#beginSegment(record.line);
      case 'metadata':
        return this.#takeMetadata(record);
    }
  }

  /** Ends the message. */
  finish(): readonly SegmentReading[] {
    return [...this.#endSegment(), ...this.#endHeader()];
  }

  #beginMessage(line: number, version: string): readonly SegmentReading[] {
    this.#message = openMessage(line, version);
    this.#segmentLine = line;
    if (knownVersions.includes(version)) return [];
    const message = `expected version ${knownVersions.join(', ')}, got ${shown(version)}, which is read like the last`;
    return [this.#warning(line, 'domain.unsupported', message)];
  }

  #takeHeader(line: number, keyword: string): readonly SegmentReading[] {
    const { headerKeywords } = this.#message;
    if (headerKeywords.has(keyword)) {
      const message = `expected ${keyword} once in the header, got it again`;
      return this.#refuse([{ line, code: 'domain.repeated_keyword', message }]);
    }
    headerKeywords.add(keyword);
    return [];
  }

  #endHeader(): readonly SegmentReading[] {
    const { line, headerKeywords, isHeaderOpen } = this.#message;
    const missing = mandatoryHeaderKeywords.filter((keyword) => !headerKeywords.has(keyword));
    this.#message.isHeaderOpen = false;
    if (!isHeaderOpen || missing.length === 0) return [];
    const message = `expected ${missing.join(' and ')} in the header, got none`;
    return [this.#warning(line, 'domain.incomplete_header', message)];
  }

  #beginSegment(line: number): readonly SegmentReading[] {
    const readings = this.finish();
    this.#segmentLine = line;
    return readings;
  }

  #takeMetadata(block: MetadataBlock): readonly SegmentReading[] {
    const ended = this.#endSegment();
    const { line } = block;
    const metadata = readMetadata(block, this.#message.timeSystem);
    this.#message.timeSystem ??= block.values.get('TIME_SYSTEM');
    this.#segmentLine = line;
    if (!('frame' in metadata)) return [...ended, ...this.#refuse([{ line, ...joined(metadata) }])];
    this.#segment = new OpenSegment(line, this.#source, metadata, this.#message.version === '1.0');
    return ended;
  }

  #endSegment(): readonly SegmentReading[] {
    const open = this.#segment;
    if (!open) return [];
    this.#segment = undefined;
    const { windows } = this.#message;
    const { segment, refusals, warning } = open.finish(windows.get(open.objectId));
    const readings = [...this.#refuse(refusals)];
    if (warning) readings.push(this.#warning(this.#segmentLine, warning.code, warning.message));
    if (!segment) return readings;
    windows.set(segment.objectId, segment.usableWindow);
    return [...readings, { kind: 'accepted', line: segment.line, value: segment }];
  }

  #passOver(line: number): readonly Refusal[] {
    return [ofRefusedSegment(line, this.#segmentLine)];
  }

  #warnOfKeyword(line: number, keyword: string): readonly SegmentReading[] {
    if (this.#unknownKeywords.has(keyword) || this.#unknownKeywords.size >= mostUnknownKeywords) return [];
    this.#unknownKeywords.add(keyword);
    const message = `keyword ${shown(keyword)} is not part of the format and was not read`;
    return [this.#warning(line, 'domain.unknown_keyword', message)];
  }

  #refuse(refusals: readonly Refusal[]): readonly SegmentReading[] {
    if (refusals.length === 0) return [];
    return refusals.map(({ line, code, message }) => ({
      kind: 'rejected',
      rejection: { source: this.#source, line, code, message },
    }));
  }

  #warning(line: number, code: string, message: string): SegmentReading {
    return { kind: 'warning', warning: { source: this.#source, line, code, message } };
  }
}

const openMessage = (line: number, version: string): Message => ({
  line,
  version,
  headerKeywords: new Set(),
  isHeaderOpen: version !== '',
  timeSystem: undefined,
  windows: new Map(),
});
