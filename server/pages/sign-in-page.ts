import type { AppError } from '#errors';
import { address } from '../http/address.ts';
import type { Page } from '../http/respond.ts';
import { tellError } from '../http/worded-error.ts';
import type { Words } from '../http/words.ts';

/** What the sign-in page shows. */
export interface SignInView {
  /** Whether there is any account to sign in with. */
  readonly hasAccounts: boolean;
  /** Whether other machines reach the console, which then is of no use without accounts. */
  readonly isShared: boolean;
  /** Page to go to afterwards, a path of this console. */
  readonly back: string;
  /** Name that was typed before. */
  readonly typed?: string;
  readonly fault?: AppError;
}

/** The sign-in page. */
export function signInPage({ hasAccounts, isShared, back, typed = '', fault }: SignInView, words: Words): Page {
  return {
    view: 'sign-in',
    title: words.t('signIn.title'),
    section: null,
    model: {
      hasForm: hasAccounts,
      isOpen: !hasAccounts && !isShared,
      back,
      againHref: address('/sign-in', { back }),
      typed,
      fault: fault ? tellError(fault, words).message : null,
    },
    json: { kind: 'sign-in', hasAccounts },
  };
}
