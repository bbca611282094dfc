/** Longest text of one object, characters. The largest records of catalogs and conjunction messages have some ten thousand. */
export const longestItemChars = 1_000_000;

/** The text of an object, or why there is none. */
export type JsonPiece =
  | { readonly kind: 'text'; readonly line: number; readonly text: string }
  | { readonly kind: 'broken'; readonly line: number; readonly code: string; readonly message: string };

/**
 * Which characters may follow which, outside of strings and blanks aside; `x` stands for those of numbers and of true,
 * false and null, `"` for a string. What more JSON demands, parsing the object finds.
 *
 * @source RFC 8259, section 2
 */
const mayFollow: Readonly<Record<string, string>> = {
  '{': '"}',
  '[': '{["x]',
  ':': '{["x',
  ',': '{["x',
  '"': ':,]}',
  x: 'x,]}',
  '}': ',]}',
  ']': ',]}',
};

const opener: Readonly<Record<string, string>> = { '}': '{', ']': '[' };
const blank = /\s/;
const literal = /[-+.\w]/;

/**
 * Splits JSON text into its objects: those of an array, or several one after another. Commas between them are not insisted on.
 *
 * The first character that cannot stand where it stands breaks the object it is in. The next object is then taken to begin
 * at a brace after a comma, a brace or a bracket, or at one that opens a line when the file is no array.
 */
export class JsonSplitter {
  #isArray = false;
  /** Braces and brackets open within the object; none between objects. */
  #open: string[] = [];
  /** The last character outside of strings that is no blank. */
  #previous = '';
  #isString = false;
  #isEscaped = false;
  /** After a broken object, until the next begins. */
  #isLost = false;

  /** Text of the object in earlier chunks; the rest of it lies in this chunk between #start and #at. */
  #text = '';
  #chunk = '';
  #start = 0;
  #at = 0;
  #line = 1;
  /** Line the object begins on. */
  #itemLine = 1;
  #opensLine = true;
  #pieces: JsonPiece[] = [];

  write(chunk: string): readonly JsonPiece[] {
    this.#chunk = chunk;
    this.#start = 0;
    for (this.#at = 0; this.#at < chunk.length; this.#at++) {
      const char = chunk[this.#at]!;
      this.#step(char);
      this.#opensLine = char === '\n';
      if (this.#opensLine) this.#line++;
    }
    if (this.#open.length > 0) this.#text += chunk.slice(this.#start);
    return this.#take();
  }

  end(): readonly JsonPiece[] {
    [this.#chunk, this.#start, this.#at] = ['', 0, 0];
    if (this.#open.length > 0) {
      this.#break('domain.json_cut_off', `expected the object to be closed, got the end of the file${this.#excerpt()}`);
    } else if (this.#isArray && this.#previous !== ']') {
      this.#itemLine = this.#line;
      this.#break('domain.json_cut_off', 'expected ] at the end of the array, got the end of the file');
    }
    return this.#take();
  }

  #take(): readonly JsonPiece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  #step(char: string): void {
    if (this.#open.length > 0 && this.#text.length + this.#at - this.#start >= longestItemChars) {
      this.#break(
        'domain.item_too_long',
        `expected an object of at most ${longestItemChars} characters, got a longer one`,
      );
    }
    if (this.#isString) this.#stepInString(char);
    else if (blank.test(char)) return;
    else if (this.#isLost) this.#stepWhileLost(char);
    else if (this.#open.length > 0) this.#stepInObject(char);
    else this.#stepBetween(char);
  }

  #stepInString(char: string): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (char === '\\') this.#isEscaped = true;
    else if (char === '"') this.#isString = false;
    if (char < ' ') this.#breakAt(char);
  }

  #stepWhileLost(char: string): void {
    // A bracket with no comma before the next object closed the array.
    if (char === '{' && this.#previous === ']') this.#isArray = false;
    const follows = ',}[]'.includes(this.#previous) || (this.#opensLine && !this.#isArray);
    if (char === '{' && follows) this.#begin();
    else this.#previous = char;
  }

  #stepInObject(char: string): void {
    const kind = literal.test(char) ? 'x' : char;
    const innermost = this.#open.at(-1);
    const isName = this.#previous === ',' && innermost === '{';
    const isNext = char === '{' && this.#opensLine && !this.#isArray;
    const fits = isName ? kind === '"' : mayFollow[this.#previous]?.includes(kind);
    const closes = opener[char];
    if (!fits || isNext || (closes !== undefined && closes !== innermost)) {
      this.#breakAt(char);
      if (char === '{') this.#begin();
      return;
    }
    this.#previous = kind;
    if (kind === '"') this.#isString = true;
    else if (kind === '{' || kind === '[') this.#open.push(kind);
    else if (closes !== undefined) this.#close();
  }

  #stepBetween(char: string): void {
    this.#previous = char;
    if (char === '{') this.#begin();
    else if (char === '[' && !this.#isArray) this.#isArray = true;
    else if (char === ']' && this.#isArray) this.#isArray = false;
    else if (char !== ',') {
      [this.#itemLine, this.#text, this.#start] = [this.#line, '', this.#at];
      this.#breakAt(char);
    }
  }

  #begin(): void {
    this.#isLost = false;
    this.#open = ['{'];
    this.#previous = '{';
    [this.#itemLine, this.#text, this.#start] = [this.#line, '', this.#at];
  }

  #close(): void {
    this.#open.pop();
    if (this.#open.length > 0) return;
    const text = this.#text + this.#chunk.slice(this.#start, this.#at + 1);
    this.#pieces.push({ kind: 'text', line: this.#itemLine, text });
  }

  #breakAt(char: string): void {
    this.#break('domain.broken_json', `expected JSON objects, got ${JSON.stringify(char)}${this.#excerpt()}`);
    this.#previous = char;
  }

  #break(code: string, message: string): void {
    this.#pieces.push({ kind: 'broken', line: this.#itemLine, code, message });
    [this.#open, this.#isString, this.#isEscaped, this.#isLost] = [[], false, false, true];
  }

  /** What of the object stands before the fault. */
  #excerpt(): string {
    const read = (this.#text + this.#chunk.slice(this.#start, this.#at)).slice(-30);
    return read === '' ? '' : ` in line ${this.#line} after ${JSON.stringify(read)}`;
  }
}
