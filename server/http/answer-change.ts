import type { Response } from 'express';
import { ownPath } from './own-path.ts';

/** What came of a change. */
export interface Change {
  /** Address of what was made or changed, on a page of its own or within one. */
  readonly href: string;
  /** What is told where JSON was asked for, without the envelope's `ok`. */
  readonly json: object;
  /** 201 where something was made, 202 where work on it begins. */
  readonly status?: 200 | 201 | 202;
}

/** Answers a change that was done: as JSON where that was asked for, else by leading to the page that shows it. */
export function answerChange(res: Response, { href, json, status = 200 }: Change): void {
  if (res.locals.format === 'json') {
    if (status !== 200) res.location(href);
    res.status(status).json({ ok: true, ...json });
  } else res.redirect(303, href);
}

/** The same for a form that says which page to go back to; never to another site. */
export const answerChangeOf = (res: Response, back: unknown, json: object): void =>
  answerChange(res, { href: ownPath(back), json });
