import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DocumentedOperation } from '../api/openapi.ts';
import type { DocumentedSchemas } from './documented-schemas.ts';

/** An answer that was sent. */
export interface SentAnswer {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly body: string;
  /** Whether the request may be anything. */
  readonly isRubbish: boolean;
}

/** What a check of one answer works with. */
export interface CheckContext {
  readonly schemas: DocumentedSchemas;
  readonly querySchemas: DocumentedSchemas;
}

/** Where an operation stands in the document. */
export interface Place {
  readonly path: string;
  readonly method: string;
  readonly operation: DocumentedOperation;
}
