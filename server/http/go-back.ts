import type { Response } from 'express';
import { ownPath } from './own-path.ts';

/** Leads back to the page a form was sent from, as the form says; never to another site. */
export function goBack(res: Response, back: unknown): void {
  res.redirect(303, ownPath(back));
}
