import { IntlMessageFormat } from 'intl-messageformat';
import { AppError } from '#errors';
import { en, zhHans } from './messages.ts';

/** Name of a message, grouped by page: `targets.count`. */
export type MessageKey = keyof typeof en;

/** The languages of the interface, as BCP 47 tags. */
export const languages = ['en', 'zh-Hans'] as const;
export type Language = (typeof languages)[number];

/** What each language calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', 'zh-Hans': '简体中文' };

/** One ICU message for each key, `views/messages/LANGUAGE/PAGE.json`. */
export const catalogs: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { en, 'zh-Hans': zhHans };

/** Values of the placeholders of a message. */
export type Values = Readonly<Record<string, string | number>>;

/** What stands for a tag of a message, made of the text inside it. */
export type Tags<T> = Readonly<Record<string, (inner: string) => T>>;

/** The interface in one language. */
export interface Words {
  readonly language: Language;
  /** @throws AppError `server.unexpected` for a key the catalog lacks; a missing value is an error too */
  t(key: MessageKey, values?: Values): string;
  /** The same with the tags of the message made into something else than text. */
  pieces<T extends object>(key: MessageKey, values: Values, tags: Tags<T>): (string | T)[];
  /** The word for a value of a closed set, the message `group.value`; a value that has none is shown as it is. */
  term(group: string, value: string): string;
  /** Names or numbers one after another: "size, device". */
  list(items: readonly string[]): string;
}

function readCatalog(language: Language): Words {
  const messages: Readonly<Record<string, string>> = catalogs[language];
  const compiled = new Map<string, IntlMessageFormat>();
  function messageOf(key: string): IntlMessageFormat {
    const known = compiled.get(key);
    if (known) return known;
    if (!Object.hasOwn(messages, key))
      throw new AppError('server.unexpected', `Expected a message "${key}" in the catalog of ${language}, found none.`);
    const message = new IntlMessageFormat(messages[key]!, language);
    compiled.set(key, message);
    return message;
  }
  const words: Words = {
    language,
    t: (key, values = {}) => String(messageOf(key).format({ ...values })),
    pieces<T extends object>(key: MessageKey, values: Values, tags: Tags<T>) {
      const functions = Object.entries(tags).map(([tag, make]) => [tag, (inner: unknown[]) => make(inner.join(''))]);
      const formatted = messageOf(key).format<T>({ ...values, ...Object.fromEntries(functions) });
      return Array.isArray(formatted) ? formatted : [formatted];
    },
    term: (group, value) => {
      const key = `${group}.${value}`;
      return Object.hasOwn(messages, key) ? String(messageOf(key).format()) : value;
    },
    list: (items) => items.join(words.t('frame.separator')),
  };
  return words;
}

const read: Readonly<Record<Language, Words>> = { en: readCatalog('en'), 'zh-Hans': readCatalog('zh-Hans') };

/** The interface in a language. */
export const wordsIn = (language: Language): Words => read[language];

/** The language of everything that is no page, and of pages for readers of other languages. */
export const english = wordsIn('en');
