import type { Response } from 'express';

/** Leads back to the page a form was sent from, as the form says; never to another site. */
export function goBack(res: Response, back: unknown): void {
  const isOurs = typeof back === 'string' && /^\/(?![/\\])/.test(back);
  res.redirect(303, isOurs ? back : '/');
}
