/** A value of a message as written, and where. */
export interface MessageField {
  readonly value: string;
  readonly unit: string | undefined;
  readonly line: number;
}

export type FieldMap = ReadonlyMap<string, MessageField>;

/** A conjunction data message taken apart: what it says of the encounter and of each object, by keyword. */
export interface MessageFields {
  /** Line the message begins on. */
  readonly line: number;
  readonly encounter: FieldMap;
  readonly object1: FieldMap;
  readonly object2: FieldMap;
}

/** A piece of a file of messages: all the fields of one, or a place where it could not be read. */
export type MessagePiece =
  | { readonly kind: 'message'; readonly fields: MessageFields }
  | { readonly kind: 'unknown'; readonly line: number; readonly keyword: string }
  | { readonly kind: 'broken'; readonly line: number; readonly code: string; readonly message: string };

/** Gathers the fields of one message in the order in which they come. */
export class FieldCollector {
  readonly line: number;
  readonly #encounter = new Map<string, MessageField>();
  readonly #objects = { OBJECT1: new Map<string, MessageField>(), OBJECT2: new Map<string, MessageField>() };
  #current = this.#encounter;

  constructor(line: number) {
    this.line = line;
  }

  /** Whether the version, with which a message begins, has come. */
  get hasVersion(): boolean {
    return this.#encounter.has('CCSDS_CDM_VERS');
  }

  /** From the keyword OBJECT on, fields belong to the object it names. The first of two values counts. */
  add(keyword: string, field: MessageField): void {
    const name = field.value.toUpperCase();
    if (keyword === 'OBJECT' && (name === 'OBJECT1' || name === 'OBJECT2')) this.#current = this.#objects[name];
    if (!this.#current.has(keyword)) this.#current.set(keyword, field);
  }

  finish(): MessageFields {
    const { OBJECT1: object1, OBJECT2: object2 } = this.#objects;
    return { line: this.line, encounter: this.#encounter, object1, object2 };
  }
}
