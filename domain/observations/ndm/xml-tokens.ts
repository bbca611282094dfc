import sax from 'sax';
import type { Chunks } from '../reading.ts';
import { textPieces } from '../text/text-pieces.ts';
import type { NdmToken } from './ndm-token.ts';

/** Deepest nesting that is followed; an NDM has at most eight levels. */
const deepestLevel = 32;

/** Longest text of one element, characters; the longest values of an NDM are comments. */
const longestValueChars = 100_000;

/** Only the five entities of XML itself; the declaration of the library's options lacks this one. */
const parserOptions: sax.SAXOptions & { readonly strictEntities: true } = { strictEntities: true, position: true };

/** An element that is open; a leaf until a child is met. */
interface OpenElement {
  readonly name: string;
  readonly line: number;
  readonly unit: string | undefined;
  isLeaf: boolean;
  text: string;
}

/**
 * Splits an XML message into its pieces while it is read. Elements that hold only text become fields, the others sections;
 * namespace prefixes are dropped. The version, an attribute of the message element, becomes the field that its `id` names.
 *
 * Entities are off: a document type declaration, and any entity but the five of XML itself, breaks the message.
 *
 * @source CCSDS 505.0-B-3 (XML specification for navigation data messages)
 * @throws AppError `domain.binary_log` at the first NUL
 */
export async function* xmlTokens(chunks: Chunks, source: string): AsyncGenerator<NdmToken, void, undefined> {
  const splitter = new XmlSplitter();
  for await (const text of textPieces(chunks, source, 'XML')) {
    yield* splitter.write(text);
    if (splitter.isBroken) return;
  }
  yield* splitter.end();
}

class XmlSplitter {
  readonly #parser = sax.parser(true, parserOptions);
  readonly #open: OpenElement[] = [];
  #tokens: NdmToken[] = [];
  isBroken = false;

  constructor() {
    const parser = this.#parser;
    parser.onopentag = ({ name, attributes }) => this.#openElement(localName(name), attributes);
    parser.onclosetag = () => this.#closeElement();
    parser.ontext = (text) => this.#addText(text);
    parser.oncdata = (text) => this.#addText(text);
    parser.ondoctype = () => this.#break('domain.xml_doctype', 'expected no document type declaration, got one');
    parser.onerror = ({ message }) =>
      this.#break('domain.broken_xml', `expected well-formed XML, got: ${firstLine(message)}`);
  }

  write(text: string): readonly NdmToken[] {
    // The parser throws after an error it has told already.
    try {
      this.#parser.write(text);
    } catch (thrown) {
      if (!this.isBroken) throw thrown;
    }
    return this.#take();
  }

  end(): readonly NdmToken[] {
    try {
      this.#parser.close();
    } catch (thrown) {
      if (!this.isBroken) throw thrown;
    }
    return this.#take();
  }

  #take(): readonly NdmToken[] {
    const tokens = this.#tokens;
    this.#tokens = [];
    return tokens;
  }

  #emit(token: NdmToken): void {
    if (!this.isBroken) this.#tokens.push(token);
  }

  #openElement(name: string, attributes: Readonly<Record<string, unknown>>): void {
    const line = this.#line();
    const parent = this.#open.at(-1);
    if (parent?.isLeaf) {
      parent.isLeaf = false;
      this.#emit({ kind: 'open', line: parent.line, section: parent.name });
    }
    const { id, version, units, parameter } = attributes;
    const element = {
      name: typeof parameter === 'string' ? parameter : name,
      line,
      unit: typeof units === 'string' ? units : undefined,
      isLeaf: true,
      text: '',
    };
    this.#open.push(element);
    if (this.#open.length > deepestLevel) {
      this.#break('domain.broken_xml', `expected at most ${deepestLevel} levels of elements, got more`);
    }
    if (typeof id === 'string' && typeof version === 'string') {
      element.isLeaf = false;
      this.#emit({ kind: 'open', line, section: element.name });
      this.#emit({ kind: 'field', line, keyword: id, value: version, unit: undefined });
    }
  }

  #closeElement(): void {
    const element = this.#open.pop();
    if (!element) return;
    const { name, line, unit, isLeaf, text } = element;
    if (isLeaf) this.#emit({ kind: 'field', line, keyword: name, value: text.trim(), unit });
    else this.#emit({ kind: 'close', line: this.#line(), section: name });
  }

  #addText(text: string): void {
    const element = this.#open.at(-1);
    if (!element?.isLeaf) return;
    element.text += text;
    if (element.text.length > longestValueChars) {
      this.#break('domain.broken_xml', `expected at most ${longestValueChars} characters in ${element.name}, got more`);
    }
  }

  #break(code: string, message: string): void {
    this.#emit({ kind: 'broken', line: this.#line(), code, message });
    this.isBroken = true;
  }

  /** The parser counts from 0. */
  #line(): number {
    return this.#parser.line + 1;
  }
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
const firstLine = (text: string): string => text.split('\n')[0] ?? text;
