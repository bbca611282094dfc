import { Type } from 'typebox';
import { longestPassword, shortestPassword } from '../accounts/password.ts';
import { answer, back } from './envelope.ts';
import { flag, list, maybe, named, number, oneOf, record, text } from './fields.ts';
import { changeAnswers, type Operations, pageAnswer } from './operation.ts';
import { ApiTokenSchema, role, SessionSchema } from './schemas/account.ts';

const AccountPage = named(
  'OwnAccount',
  answer('account', {
    name: text('Its name.'),
    role: role('What the request may do.'),
    via: oneOf(['local', 'session', 'token'], 'By what it is known.'),
    sessions: list(SessionSchema, 'Browsers in which it is signed in.'),
    tokens: list(ApiTokenSchema, 'Tokens of its programs.'),
    token: maybe(text('The token that was just made; it is told here and nowhere else.')),
  }),
);

/** A password as it is set. */
export const newPassword = (meaning: string) =>
  Type.String({ minLength: shortestPassword, maxLength: longestPassword, description: meaning });

const notByToken = 'a token must not make another one, nor change the password of its owner.';
const changed = changeAnswers(200, { meaning: 'The account as it is now.', json: AccountPage });

const signing: Operations = {
  'GET /sign-in': {
    id: 'readSignIn',
    tag: 'accounts',
    summary: 'The sign-in page',
    query: { back: text('Path to go to afterwards.') },
    answers: {
      ...pageAnswer('The page.', {
        json: answer('sign-in', { hasAccounts: flag('Whether there is any account to sign in with.') }),
      }),
      303: { meaning: 'Somebody who is signed in already.', location: 'The page of `back`.' },
    },
  },
  'POST /sign-in': {
    id: 'signIn',
    tag: 'accounts',
    summary: 'Opens a session; its cookie comes with the answer',
    form: record({
      name: text('Name of the account.'),
      password: text('Its password.'),
      back: maybe(back),
    }),
    answers: changeAnswers(200, {
      meaning: 'Signed in.',
      json: answer('signed in', { name: text('Name of the account.'), role: role('What it may do.') }),
    }),
    errors: ['server.sign_in_refused'],
    notByToken: 'a program with a token is known without signing in.',
  },
  'POST /sign-out': {
    id: 'signOut',
    tag: 'accounts',
    summary: 'Ends the session',
    answers: changeAnswers(200, { meaning: 'Signed out.', json: answer('signed out', {}) }),
    notByToken: 'a token has no session to end.',
  },
};

/** `/sign-in`, `/sign-out` and `/account`. */
export const accountOperations: Operations = {
  ...signing,
  'GET /account': {
    id: 'readOwnAccount',
    tag: 'accounts',
    summary: 'Who acts, with its sessions and tokens',
    query: { changed: oneOf(['1'], 'Whether the page says that the password was changed.') },
    answers: pageAnswer('The account.', { json: AccountPage }),
  },
  'POST /account/password': {
    id: 'changeOwnPassword',
    tag: 'accounts',
    summary: 'Changes the own password; ends every other session and every token',
    form: record({
      username: maybe(text('Name of the account, for password managers; not read.')),
      current: text('The password of now.'),
      next: newPassword('The password to be.'),
    }),
    answers: changed,
    errors: ['server.sign_in_refused', 'server.weak_password', 'server.account_missing'],
    notByToken,
  },
  'POST /account/sessions/:id/end': {
    id: 'endSession',
    tag: 'accounts',
    summary: 'Ends a session of the own account',
    path: { id: number('Number of the session.') },
    answers: changed,
    errors: ['server.not_found'],
    notByToken,
  },
  'POST /account/tokens': {
    id: 'makeToken',
    tag: 'accounts',
    summary: 'Makes a token for a program',
    form: record({
      name: Type.String({ minLength: 1, maxLength: 64, description: 'What it is called.' }),
      role: role('What it may do at most; no more than the own role.'),
      days: Type.String({ pattern: '^ *\\d+ *$', description: 'Days until it ends, 1 to 365.' }),
    }),
    answers: {
      201: { meaning: 'The account with its new token, as JSON or as a page.', json: AccountPage, isPage: true },
    },
    notByToken,
  },
  'POST /account/tokens/:id/revoke': {
    id: 'revokeToken',
    tag: 'accounts',
    summary: 'Ends a token of the own account',
    path: { id: number('Number of the token.') },
    answers: changed,
    errors: ['server.not_found'],
    notByToken,
  },
};
