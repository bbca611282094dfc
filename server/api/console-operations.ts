import { Type } from 'typebox';
import { labelsOf, levels, severities } from '#domain';
import { languages } from '../http/words.ts';
import { answer, back } from './envelope.ts';
import { always, count, flag, list, maybe, oneOf, open, orNull, record, text } from './fields.ts';
import { changeAnswers, type Operations, pageAnswer } from './operation.ts';
import { perLevel } from './schemas/assessment.ts';

const ok = always(true, 'It went well.');

const Definition = orNull(
  record(
    {
      definition: text('What it means.'),
      source: text('Where that is from.'),
      decision: orNull(text('What the sources left open and was decided here; null for nothing.')),
    },
    'Its definition.',
  ),
);

const SeverityRule = record({
  severity: oneOf(severities, 'How urgent a target with the label is.'),
  reason: text('Why.'),
  always: maybe(flag('Whether the label counts even where the task is clear.')),
});

const About = answer('about', {
  definitions: list(
    record({
      level: oneOf(levels, 'The level.'),
      labels: list(
        record({
          label: oneOf([...labelsOf.motion, ...labelsOf.operation, ...labelsOf.task], 'The label.'),
          definition: Definition,
        }),
        'Its labels.',
      ),
    }),
    'The labels of each level.',
  ),
  severities: record(
    {
      ...perLevel((level) =>
        Type.Unsafe<object>({
          type: 'object',
          additionalProperties: SeverityRule,
          description: `By label of the ${level}.`,
        }),
      ),
      lowConfidence: Type.Number({ description: 'Confidence below which a severity is told with a warning.' }),
    },
    'How urgent each label is.',
  ),
});

/** `/about`, `/health`, the choices of the frame, and the API itself. */
export const consoleOperations: Operations = {
  'GET /about': {
    id: 'readAbout',
    tag: 'console',
    summary: 'What the labels mean',
    answers: pageAnswer('The definitions.', { json: About }),
  },
  'GET /health': {
    id: 'readHealth',
    tag: 'console',
    summary: 'Whether the console works',
    answers: {
      200: {
        meaning: 'It does.',
        json: record({
          ok,
          targets: maybe(count('Targets; only for somebody who is signed in.')),
          assessed: maybe(count('Those of them that were assessed.')),
          unfinishedJobs: maybe(count('Jobs that run or wait.')),
        }),
      },
    },
  },
  'POST /language': {
    id: 'chooseLanguage',
    tag: 'console',
    summary: 'Remembers a language for pages, in a cookie',
    form: record({
      language: maybe(text(`One of ${languages.join(', ')}; anything else forgets the choice.`)),
      back: maybe(back),
    }),
    answers: changeAnswers(200, {
      meaning: 'It is remembered.',
      json: answer('language', { language: orNull(oneOf(languages, 'The choice; null for none.')) }),
    }),
    notByToken: 'JSON is in English, and a program has no cookie.',
  },
  'POST /theme': {
    id: 'chooseTheme',
    tag: 'console',
    summary: 'Remembers a theme for pages, in a cookie',
    form: record({
      theme: maybe(text('`dark` or `light`; anything else follows the system.')),
      back: maybe(back),
    }),
    answers: changeAnswers(200, {
      meaning: 'It is remembered.',
      json: answer('theme', { theme: oneOf(['auto', 'dark', 'light'], 'The choice.') }),
    }),
    notByToken: 'JSON has no colors, and a program has no cookie.',
  },
  'GET /openapi': {
    id: 'readDocument',
    tag: 'console',
    summary: 'This document',
    details: 'At `/openapi.json`. As a page it leads to the reader at `/api`.',
    answers: {
      200: { meaning: 'OpenAPI 3.1.', json: open<object>('An OpenAPI document.') },
      303: { meaning: 'Asked for as a page.', location: 'The reader.' },
    },
    errors: ['server.not_acceptable'],
  },
  'GET /api': {
    id: 'readApi',
    tag: 'console',
    summary: 'The operations of the API, for readers',
    answers: pageAnswer('The operations.', {
      json: answer('api', {
        document: text('Address of the document.'),
        rows: list(
          record({
            id: text('Name of the operation.'),
            method: text('Verb.'),
            path: text('Path.'),
            tag: text('Group.'),
            role: text('Least role; `anyone` for none.'),
            summary: text('What it does.'),
          }),
          'The operations.',
        ),
      }),
      csv: {
        method: 'verb',
        path: 'path',
        role: 'least role',
        group: 'group',
        operation: 'name of the operation',
        summary: 'what it does',
      },
    }),
  },
  'GET /api/:name': {
    id: 'readApiOperation',
    tag: 'console',
    summary: 'One operation, for readers',
    path: { name: Type.String({ description: 'Name of the operation.', examples: ['listTargets'] }) },
    answers: pageAnswer('The operation.', {
      json: answer('operation', { operation: open<object>('The operation as the document has it.') }),
    }),
    errors: ['server.not_found'],
  },
  'GET /api/schemas/:name': {
    id: 'readApiSchema',
    tag: 'console',
    summary: 'One schema, for readers',
    path: { name: Type.String({ description: 'Name of the schema.', examples: ['Job'] }) },
    answers: pageAnswer('The schema.', {
      json: answer('schema', { schema: open<object>('The schema as the document has it.') }),
    }),
    errors: ['server.not_found'],
  },
};
