import type { NextFunction, Request, Response } from 'express';
import { answerChangeOf } from './answer-change.ts';
import { type Language, languages, type Words, wordsIn } from './words.ts';

const cookieName = 'language';
const oneYearMs = 365 * 86_400_000;

/** Chinese as browsers ask for it; all of it is answered in simplified characters, the only ones there are. */
const chinese = ['zh-Hans', 'zh-CN', 'zh-SG', 'zh'];

/** The language in the request's cookie, else the one its browser likes best, else English. */
export function languageOf(req: Request): Language {
  const chosen = toLanguage(/(?:^|;\s*)language=([\w-]+)(?:;|$)/.exec(req.headers.cookie ?? '')?.[1]);
  if (chosen) return chosen;
  const liked = req.acceptsLanguages(['en', ...chinese]);
  return liked !== false && chinese.includes(liked) ? 'zh-Hans' : 'en';
}

const toLanguage = (value: unknown): Language | undefined => languages.find((language) => language === value);

/** Settles the words of the answer. Pages are in the reader's language, JSON and CSV always in English. */
export function chooseWords(req: Request, res: Response, next: NextFunction): void {
  res.locals.words = wordsIn(res.locals.format === 'html' ? languageOf(req) : 'en') satisfies Words;
  next();
}

/** The words that {@link chooseWords} settled. */
export const wordsOf = (res: Response): Words => res.locals.words as Words;

/** Tells caches and readers that a page is in this language because of who asked. */
export function declareLanguage(res: Response, language: Language): void {
  res.vary('Accept-Language').vary('Cookie').set('Content-Language', language);
}

/** `POST /language` with `language` and `back`: remembers the choice and goes back to the page it was made on. */
export function chooseLanguage(req: Request, res: Response): void {
  const { language: asked, back } = (req.body ?? {}) as Readonly<Record<string, unknown>>;
  const language = toLanguage(asked);
  if (language) res.cookie(cookieName, language, { maxAge: oneYearMs, sameSite: 'strict', httpOnly: true });
  else res.clearCookie(cookieName);
  answerChangeOf(res, back, { kind: 'language', language: language ?? null });
}
