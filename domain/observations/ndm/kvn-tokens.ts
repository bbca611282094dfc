import type { Chunks } from '../reading.ts';
import { longestLineChars, readLines } from '../text/text-lines.ts';
import type { NdmToken } from './ndm-token.ts';

const sectionMark = /^([A-Z][A-Z0-9_]*)_(START|STOP)$/;
const comment = /^COMMENT(?:\s+(.*))?$/;
const assignment = /^([A-Za-z][A-Za-z0-9_]*)\s*=\s*(.*)$/;

/**
 * Splits a message in keyword-value notation into its pieces, line by line.
 *
 * @source CCSDS 502.0-B-3, section 7 (KVN syntax)
 * @throws AppError `domain.binary_log` at the first NUL
 */
export async function* kvnTokens(chunks: Chunks, source: string): AsyncGenerator<NdmToken, void, undefined> {
  for await (const { line, text } of readLines(chunks, source)) {
    const token = text === undefined ? tooLong(line) : tokenOf(text.trim(), line);
    if (token) yield token;
  }
}

function tokenOf(text: string, line: number): NdmToken | undefined {
  if (text === '') return undefined;
  const [, section, end] = sectionMark.exec(text) ?? [];
  if (section !== undefined) return { kind: end === 'START' ? 'open' : 'close', line, section };
  const remark = comment.exec(text);
  if (remark) return { kind: 'field', line, keyword: 'COMMENT', value: remark[1] ?? '', unit: undefined };
  const [, keyword, written] = assignment.exec(text) ?? [];
  if (keyword === undefined || written === undefined) return { kind: 'row', line, text };
  return { kind: 'field', line, keyword, ...splitUnit(written) };
}

/** A unit stands in brackets at the end of a value. Searched from the end: a pattern would take a square of the length. */
function splitUnit(written: string): { readonly value: string; readonly unit: string | undefined } {
  const bracket = written.endsWith(']') ? written.lastIndexOf('[') : -1;
  if (bracket < 0) return { value: written, unit: undefined };
  return { value: written.slice(0, bracket).trimEnd(), unit: written.slice(bracket + 1, -1).trim() };
}

const tooLong = (line: number): NdmToken => ({
  kind: 'broken',
  line,
  code: 'domain.line_too_long',
  message: `expected a line of at most ${longestLineChars} characters, got a longer one`,
});
