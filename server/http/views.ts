import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';
import { AppError } from '#errors';
import { viewHelpers } from './view-formats.ts';
import type { MessageKey, Tags, Values, Words } from './words.ts';

/** Renders the pages of `views/`; every value is escaped, and a name or a message a page lacks is an error. */
export interface Views {
  /** What stands before and behind the body of every page, in the language of the words. */
  frame(model: object, words: Words): readonly [before: string, behind: string];
  /** @param page  file name in `views/pages` without its ending */
  body(page: string, model: object, words: Words): string;
}

/** Stands for the body while the frame is rendered; no text of a page holds it. */
const bodyMark = '\0body\0';

/** Reads and compiles every template of a folder with `layouts/`, `partials/` and `pages/`. */
export function loadViews(folder: string): Views {
  const handlebars = Handlebars.create();
  handlebars.registerHelper(viewHelpers);
  handlebars.registerHelper(wordHelpers);
  const templates = (kind: string) =>
    readdirSync(path.join(folder, kind))
      .filter((file) => file.endsWith('.hbs'))
      .map((file) => [path.basename(file, '.hbs'), readFileSync(path.join(folder, kind, file), 'utf8')] as const);
  for (const [name, source] of templates('partials')) handlebars.registerPartial(name, source);
  const compile = (source: string) => handlebars.compile<object>(source, { strict: true });
  const pages = new Map(templates('pages').map(([name, source]) => [name, compile(source)]));
  const layout = compile(readFileSync(path.join(folder, 'layouts/console.hbs'), 'utf8'));
  return {
    frame(model, words) {
      const framed = layout({ ...model, language: words.language, body: bodyMark }, { data: { words } });
      const [before = '', behind = ''] = framed.split(bodyMark);
      return [before, behind];
    },
    body: (page, model, words) => pages.get(page)!(model, { data: { words } }),
  };
}

/**
 * The words of the interface as helpers. `{{t "targets.count" count=matching}}` is a message with its values; `href` is
 * where its tag `<a>` leads. `{{term "labels" level label}}` is the word for a value of a closed set.
 */
const wordHelpers: Readonly<Record<string, Handlebars.HelperDelegate>> = {
  t(key: MessageKey, options: Handlebars.HelperOptions) {
    const { href, ...values } = options.hash as Values;
    const pieces = wordsOf(options).pieces(key, values, tagsTo(href));
    const markup = pieces.map((piece) => (typeof piece === 'string' ? Handlebars.escapeExpression(piece) : piece));
    return new Handlebars.SafeString(markup.join(''));
  },
  term(...given) {
    const options: Handlebars.HelperOptions = given.pop();
    const value: string = given.pop();
    return wordsOf(options).term(given.join('.'), value);
  },
};

const wordsOf = ({ data }: Handlebars.HelperOptions): Words => data.words;

/** Markup for the tags messages may have; what is inside them is escaped. */
function tagsTo(href: string | number | undefined): Tags<Handlebars.SafeString> {
  const markup = (open: string, inner: string, close: string) =>
    new Handlebars.SafeString(open + Handlebars.escapeExpression(inner) + close);
  return {
    code: (inner) => markup('<code>', inner, '</code>'),
    a: (inner) => {
      if (href === undefined) throw new AppError('server.unexpected', `Expected an address for the link "${inner}".`);
      return markup(`<a href="${Handlebars.escapeExpression(String(href))}">`, inner, '</a>');
    },
  };
}
