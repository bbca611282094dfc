import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';
import { viewHelpers } from './view-formats.ts';

/** Renders the pages of `views/`; every value is escaped, and a name a page lacks is an error. */
export interface Views {
  /** @param page  file name in `views/pages` without its ending */
  render(page: string, model: object): string;
}

/** Reads and compiles every template of a folder with `layouts/`, `partials/` and `pages/`. */
export function loadViews(folder: string): Views {
  const handlebars = Handlebars.create();
  handlebars.registerHelper(viewHelpers);
  const templates = (kind: string) =>
    readdirSync(path.join(folder, kind))
      .filter((file) => file.endsWith('.hbs'))
      .map((file) => [path.basename(file, '.hbs'), readFileSync(path.join(folder, kind, file), 'utf8')] as const);
  for (const [name, source] of templates('partials')) handlebars.registerPartial(name, source);
  const compile = (source: string) => handlebars.compile<object>(source, { strict: true });
  const pages = new Map(templates('pages').map(([name, source]) => [name, compile(source)]));
  const layout = compile(readFileSync(path.join(folder, 'layouts/console.hbs'), 'utf8'));
  return {
    render(page, model) {
      const body = pages.get(page)!(model);
      return layout({ ...model, body: new Handlebars.SafeString(body) });
    },
  };
}
