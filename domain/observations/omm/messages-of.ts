import { type Fault, shown } from '../fault.ts';
import type { NdmToken } from '../ndm/ndm-token.ts';
import { isReadKeyword } from './omm-keywords.ts';
import type { OmmField, OmmMessage } from './omm-message.ts';

/** Elements of XML that hold messages of other kinds. */
const otherMessage = /^(?:acm|aem|apm|cdm|ocm|oem|opm|rdm|tdm)$/;

/**
 * Gathers the pieces of KVN or XML into messages.
 *
 * A message begins with its element or its version and ends with its element, where the next begins, or with the file.
 */
export async function* messagesOf(tokens: AsyncIterable<NdmToken>): AsyncGenerator<OmmMessage> {
  let message: OpenMessage | undefined;
  let isInNdm = false;
  for await (const token of tokens) {
    const begins = opensMessage(token) || (isVersion(token) && message?.isEmpty === false);
    if (message && begins) {
      yield message.finish();
      message = undefined;
    }
    if (isComment(token)) continue;
    if (token.kind === 'open' && token.section === 'ndm') isInNdm = true;
    // What an ndm says between its messages goes for none of them.
    if (!message && isInNdm && !begins && token.kind !== 'broken') continue;
    message ??= new OpenMessage(token.line);
    message.add(token);
    if (closesMessage(token)) {
      yield message.finish();
      message = undefined;
    }
  }
  if (message) yield message.finish();
}

const isComment = (token: NdmToken) =>
  token.kind === 'row' ? token.text.startsWith('#') : token.kind === 'field' && token.keyword === 'COMMENT';
const isVersion = (token: NdmToken) => token.kind === 'field' && token.keyword === 'CCSDS_OMM_VERS';
const isMessage = (section: string) => section === 'omm' || otherMessage.test(section);
const opensMessage = (token: NdmToken) => token.kind === 'open' && isMessage(token.section);
const closesMessage = (token: NdmToken) => token.kind === 'close' && isMessage(token.section);

class OpenMessage {
  readonly #line: number;
  readonly #fields = new Map<string, OmmField>();
  #fault: Fault | undefined;
  /** Whether nothing has come yet that a message could not have before its version. */
  isEmpty = true;

  constructor(line: number) {
    this.#line = line;
  }

  add(token: NdmToken): void {
    if (token.kind === 'broken') this.#refuse(token.line, token.code, token.message);
    else if (token.kind === 'row') {
      this.#refuse(token.line, 'domain.broken_message', `expected KEYWORD = value, got ${shown(token.text)}`);
    } else if (token.kind === 'open' && otherMessage.test(token.section)) {
      this.#refuse(token.line, 'domain.unsupported', `expected an omm, got an ${token.section}`);
    } else if (token.kind === 'field') this.#addField(token.line, token.keyword, token);
    this.isEmpty &&= token.kind === 'open';
  }

  #addField(
    line: number,
    keyword: string,
    { value, unit }: { readonly value: string; readonly unit: string | undefined },
  ) {
    if (this.#fields.has(keyword) && isReadKeyword(keyword)) {
      this.#refuse(line, 'domain.repeated_keyword', `expected ${keyword} once, got it again`);
    }
    if (value !== '') this.#fields.set(keyword, { value, unit });
  }

  /** The first fault is told; what comes after it may only follow from it. */
  #refuse(line: number, code: string, message: string): void {
    this.#fault ??= { code, message: line === this.#line ? message : `${message}, in line ${line}` };
  }

  finish(): OmmMessage {
    return { line: this.#line, fields: this.#fields, fault: this.#fault };
  }
}
