import type { Request, Response } from 'express';
import { answerChangeOf } from './answer-change.ts';

/** What the reader chose; `auto` follows the system. */
export type Theme = 'auto' | 'dark' | 'light';

const cookieName = 'theme';
const oneYearMs = 365 * 86_400_000;

/** The theme in the request's cookie. */
export function themeOf(req: Request): Theme {
  const value = /(?:^|;\s*)theme=(dark|light)(?:;|$)/.exec(req.headers.cookie ?? '')?.[1];
  return value === 'dark' || value === 'light' ? value : 'auto';
}

/** `POST /theme` with `theme` and `back`: remembers the choice and goes back to the page it was made on. */
export function chooseTheme(req: Request, res: Response): void {
  const { theme: asked, back } = (req.body ?? {}) as Readonly<Record<string, unknown>>;
  const theme: Theme = asked === 'dark' || asked === 'light' ? asked : 'auto';
  if (theme === 'auto') res.clearCookie(cookieName);
  else res.cookie(cookieName, theme, { maxAge: oneYearMs, sameSite: 'strict', httpOnly: true });
  answerChangeOf(res, back, { kind: 'theme', theme });
}
