import type { JsonSchema } from './components.ts';

/** The parts of an OpenAPI 3.1 document that ours has. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly summary: string;
    readonly description: string;
  };
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly security: readonly Security[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: Readonly<Record<string, JsonSchema>>;
  };
}

/** Schemes of which one is enough, each with its scopes: always none. */
export type Security = Readonly<Record<string, readonly never[]>>;

/** What the document says of one method of one path. */
export interface DocumentedOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security?: readonly Security[];
  /** `anyone`, or the least role. */
  readonly 'x-role': string;
  readonly parameters?: readonly DocumentedParameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}

/** A parameter of the path or the query. */
export interface DocumentedParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

/** An answer by its status. */
export interface DocumentedResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
  readonly content?: Content;
  /** Codes of the errors of this status. */
  readonly 'x-codes'?: readonly string[];
}

/** Bodies by media type. */
export type Content = Readonly<Record<string, MediaType>>;

/** A body. */
export interface MediaType {
  readonly schema: JsonSchema;
  /** Columns of a table of CSV in their order. */
  readonly 'x-columns'?: readonly { readonly name: string; readonly description: string }[];
  /** What each line of NDJSON, or the data of each event, is. */
  readonly 'x-item'?: JsonSchema;
}
