import { joined, shown } from '../fault.ts';
import { kvnTokens } from '../ndm/kvn-tokens.ts';
import type { NdmToken } from '../ndm/ndm-token.ts';
import { xmlTokens } from '../ndm/xml-tokens.ts';
import type { Chunks, Reading } from '../reading.ts';
import type { ConjunctionMessage } from './conjunction-message.ts';
import { jsonMessages } from './json-messages.ts';
import { isKnownKeyword } from './known-keywords.ts';
import { FieldCollector, type MessageFields, type MessagePiece } from './message-fields.ts';
import { toConjunctionMessage } from './to-conjunction-message.ts';

/** How a message is written. JSON is not of the standard: the services each have their own, with the same keywords. */
export type CdmEncoding = 'kvn' | 'xml' | 'json';

/** Unknown keywords worth a warning; a file with more has another format. */
const mostWarnings = 50;

/**
 * Reads conjunction data messages, any number in a file. A message is taken as a whole or refused with all its faults.
 *
 * @throws AppError `domain.binary_log` when the file is no text
 */
export async function* readCdm(
  chunks: Chunks,
  source: string,
  encoding: CdmEncoding,
): AsyncGenerator<Reading<ConjunctionMessage>, void, undefined> {
  const warned = new Set<string>();
  for await (const piece of piecesOf(chunks, source, encoding)) {
    if (piece.kind === 'message') yield readingOf(piece.fields, source);
    else if (piece.kind === 'broken') {
      const { line, code, message } = piece;
      yield { kind: 'rejected', rejection: { source, line, code, message } };
    } else if (!warned.has(piece.keyword) && warned.size < mostWarnings) {
      warned.add(piece.keyword);
      const message = `keyword ${piece.keyword} is not part of the format and was not read`;
      yield { kind: 'warning', warning: { source, line: piece.line, code: 'domain.unknown_keyword', message } };
    }
  }
}

function piecesOf(chunks: Chunks, source: string, encoding: CdmEncoding): AsyncGenerator<MessagePiece> {
  if (encoding === 'json') return jsonMessages(chunks, source);
  return messagesOf(encoding === 'kvn' ? kvnTokens(chunks, source) : xmlTokens(chunks, source));
}

/** A message begins with its version and ends where the next begins, or the file; one with a broken piece is no message. */
async function* messagesOf(tokens: AsyncIterable<NdmToken>): AsyncGenerator<MessagePiece> {
  let message: FieldCollector | undefined;
  let fault: MessagePiece | undefined;
  const finished = () => fault ?? (message && { kind: 'message' as const, fields: message.finish() });
  for await (const token of tokens) {
    if (token.kind === 'broken') fault ??= token;
    if (token.kind === 'row') fault ??= strayLine(token);
    if (token.kind !== 'field') continue;
    if (token.keyword === 'CCSDS_CDM_VERS' && message?.hasVersion) {
      const piece = finished();
      if (piece) yield piece;
      [message, fault] = [undefined, undefined];
    }
    if (!isKnownKeyword(token.keyword)) yield { kind: 'unknown', line: token.line, keyword: token.keyword };
    message ??= new FieldCollector(token.line);
    message.add(token.keyword, token);
  }
  const piece = finished();
  if (piece) yield piece;
}

const strayLine = ({ line, text }: { readonly line: number; readonly text: string }): MessagePiece => ({
  kind: 'broken',
  line,
  code: 'domain.broken_message',
  message: `expected KEYWORD = value, got ${shown(text)}`,
});

function readingOf(fields: MessageFields, source: string): Reading<ConjunctionMessage> {
  const { line } = fields;
  const read = toConjunctionMessage(fields, source);
  if ('kind' in read) return { kind: 'accepted', line, value: read };
  return { kind: 'rejected', rejection: { source, line, ...joined(read) } };
}
