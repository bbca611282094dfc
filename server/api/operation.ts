import type { TObject, TSchema } from 'typebox';
import type { domainErrors } from '#domain';
import type { serverErrors } from '../errors.ts';

/** What operations are grouped by, in the order in which they are shown. */
export const tags = [
  'overview',
  'targets',
  'assessments',
  'logs',
  'jobs',
  'tuning',
  'evaluation',
  'accounts',
  'console',
] as const;
export type Tag = (typeof tags)[number];

/** A code that an answer of the console may carry. */
export type ErrorCode = keyof typeof serverErrors | keyof typeof domainErrors;

/** Schemas of parameters by name. */
export type Parameters = Readonly<Record<string, TSchema>>;

/** One way in which a request that went well is answered, in every form it may be asked for in. */
export interface Answer {
  readonly meaning: string;
  readonly json?: TSchema;
  /** Columns of the table in their order, with what each holds. */
  readonly csv?: Readonly<Record<string, string>>;
  /** One line of NDJSON. */
  readonly lines?: TSchema;
  /** What plain text holds. */
  readonly text?: string;
  /** What the bytes are. */
  readonly bytes?: string;
  /** Data of a server-sent event. */
  readonly events?: TSchema;
  /** Whether it is a page for readers too. */
  readonly isPage?: boolean;
  /** What the header `Location` names. */
  readonly location?: string;
}

/**
 * What the API document says of a route. Method, path and role are those of the route itself; codes that every route may
 * answer with are added by general-errors.ts.
 */
export interface Operation {
  /** Unique, camel case: name of the function in generated clients, and address of its page. */
  readonly id: string;
  readonly tag: Tag;
  /** A phrase without a full stop. */
  readonly summary: string;
  /** Sentences. */
  readonly details?: string;
  /** Of the places in the path, every one of them. */
  readonly path?: Parameters;
  readonly query?: Parameters;
  /** Fields of a form, or of one flat JSON object. */
  readonly form?: TObject;
  /** Fields of a form with files. */
  readonly upload?: TObject;
  /** By status, all below 400. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** What else it may be refused by. */
  readonly errors?: readonly ErrorCode[];
  /** Why it is of no use to a program with a token; such routes are for somebody who signed in. */
  readonly notByToken?: string;
}

/** The operations of one page, by method and path of their routes: `GET /targets/:id`. */
export type Operations = Readonly<Record<string, Operation>>;

/** The answer of a page and its twins. */
export const pageAnswer = (meaning: string, forms: Omit<Answer, 'meaning' | 'isPage'>): Operation['answers'] => ({
  200: { meaning, isPage: true, ...forms },
});

/** The answers to a change: JSON where that is asked for, else the way to a page. */
export const changeAnswers = (status: 200 | 201 | 202, answer: Omit<Answer, 'isPage'>): Operation['answers'] => ({
  [status]: answer,
  303: { meaning: 'The same, where no JSON is asked for.', location: 'The page that shows it.' },
});
