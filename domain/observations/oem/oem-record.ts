import { AppError } from '#errors';
import { shown } from '../fault.ts';
import type { NdmField } from '../ndm/ndm-token.ts';

/** What one metadata block says. */
export interface MetadataBlock {
  readonly kind: 'metadata';
  /** Line it begins on. */
  readonly line: number;
  /** Values by keyword; the first counts. */
  readonly values: ReadonlyMap<string, string>;
  /** Keywords that came more than once. */
  readonly repeated: readonly string[];
}

/** A state as written: six numbers, or nine with accelerations. */
export interface StateRecord {
  readonly kind: 'state';
  readonly line: number;
  readonly epoch: string;
  readonly numbers: readonly string[];
}

/** A covariance matrix as written. */
export interface CovarianceRecord {
  readonly kind: 'covariance';
  readonly line: number;
  readonly epoch: string;
  /** Undefined when it is the frame of the states. */
  readonly frame: string | undefined;
  /** The 21 elements of the lower triangle, row by row. */
  readonly elements: readonly string[];
}

/**
 * A piece of an Orbit Ephemeris Message taken apart, the same for KVN and XML. Values are not judged yet.
 *
 * `version` begins a message, `segment` a segment, and what follows belongs to it. `refused` is a record or a line that
 * could not be taken apart; `unknown` is a keyword that the format does not have.
 */
export type OemRecord =
  | { readonly kind: 'version'; readonly line: number; readonly value: string }
  | { readonly kind: 'header'; readonly line: number; readonly keyword: string }
  | { readonly kind: 'segment'; readonly line: number }
  | MetadataBlock
  | StateRecord
  | CovarianceRecord
  | { readonly kind: 'refused'; readonly line: number; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown'; readonly line: number; readonly keyword: string };

export const versionKeyword = 'CCSDS_OEM_VERS';

/** @source CCSDS 502.0-B-3, table 5-2 */
export const mandatoryHeaderKeywords = ['CREATION_DATE', 'ORIGINATOR'] as const;

const headerKeywords: ReadonlySet<string> = new Set([...mandatoryHeaderKeywords, 'CLASSIFICATION', 'MESSAGE_ID']);

/** Those without which a segment cannot be used. @source CCSDS 502.0-B-3, table 5-3 */
export const mandatoryKeywords = [
  'OBJECT_NAME',
  'OBJECT_ID',
  'CENTER_NAME',
  'REF_FRAME',
  'TIME_SYSTEM',
  'START_TIME',
  'STOP_TIME',
] as const;

const optionalKeywords = [
  'REF_FRAME_EPOCH',
  'USEABLE_START_TIME',
  'USEABLE_STOP_TIME',
  'INTERPOLATION',
  'INTERPOLATION_DEGREE',
] as const;

export const metadataKeywords: ReadonlySet<string> = new Set([...mandatoryKeywords, ...optionalKeywords]);

/** A field of a header, or the keyword of one that no header has. */
export function headerRecord({ line, keyword }: NdmField): OemRecord {
  return { kind: headerKeywords.has(keyword) ? 'header' : 'unknown', line, keyword };
}

/** A line or element that stands where the format has no place for it, or is cut off. */
export const broken = (line: number, message: string): OemRecord => ({
  kind: 'refused',
  line,
  code: 'domain.broken_message',
  message,
});

/** What a file is told that does not begin as an ephemeris message. */
export function notOem(source: string, got: string | undefined): AppError {
  const found = got === undefined ? 'nothing' : shown(got);
  return new AppError(
    'domain.not_oem',
    `${source}: expected an Orbit Ephemeris Message that begins with ${versionKeyword}, got ${found}.`,
    {
      hint: `Put ${versionKeyword} = 2.0 on the first line, or id and version in the oem element.`,
      details: { source },
    },
  );
}
