import type { Tag } from './operation.ts';

/** What the document says before its operations. */
export const description = `Every page of the console is also JSON, tables are CSV too and some NDJSON: ask with the header \`Accept\` or by \`.json\`, \`.csv\`, \`.ndjson\` at the end of the path. Without either a page comes as HTML.

What a page can do by a form, a program can do with the same fields as one flat JSON object (every value is text) and \`Accept: application/json\`; files go as multipart. Answers begin with \`ok\` and \`kind\`; every refusal has one shape, with a code that stays.

Programs send \`Authorization: Bearer TOKEN\`; tokens are made at \`/account\`. While a console has no account, everybody at its machine may do everything without one.

All times are UTC. Units stand in the names of fields: Km, KmPerS, Rad, S, Ms.`;

/** What each group of operations is about. */
export const aboutTags: Readonly<Record<Tag, string>> = {
  overview: 'Alerts, changes, the watch list.',
  targets: 'Targets with their observations, evidence and newest assessment.',
  assessments: 'Single assessments: how they came about, what would change them, what analysts say of them.',
  logs: 'Uploads and what came of them.',
  jobs: 'Work that goes on without a reader.',
  tuning: 'Adapters made of labeled sets.',
  evaluation: 'How well the answers are.',
  accounts: 'Signing in, tokens, accounts and the audit log.',
  console: 'The console itself.',
};

/** How somebody shows who they are. */
export const securitySchemes = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'A token made at /account; it has a role of its own and an end.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'session',
    description: 'The cookie of a browser that signed in; behind TLS its name is __Host-session.',
  },
};
