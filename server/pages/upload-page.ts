import { localFrameNames } from '#domain';
import type { AppError } from '#errors';
import type { Page } from '../http/respond.ts';
import { tellError } from '../http/worded-error.ts';
import { english, type Words } from '../http/words.ts';
import { observationKinds } from './observation-kinds.ts';

/** What the form shows besides itself. */
export interface UploadPageOptions {
  readonly limitBytes: number;
  /** What was typed, by field; shown again when the upload was refused. */
  readonly typed?: ReadonlyMap<string, string>;
  /** Why the upload was refused. */
  readonly fault?: AppError;
}

/** The form for files of observations. */
export function uploadPage({ limitBytes, typed = new Map(), fault }: UploadPageOptions, words: Words): Page {
  const chosen = (field: string, value: string) => ({ value, isChosen: typed.get(field) === value });
  return {
    view: 'upload',
    title: words.t('upload.title'),
    section: 'upload',
    model: {
      limitBytes,
      own: typed.get('own') ?? '',
      fault: fault && faultView(fault, words),
      kinds: kindViews(words).map((kind) => ({
        ...kind,
        choices: kind.formats.map(({ format, title }) => ({ title, ...chosen('format', format) })),
      })),
      frames: localFrameNames.map((name) => chosen('frame', name)),
    },
    json: {
      kind: 'upload',
      post: '/upload',
      fields: {
        log: 'one or more files of observations',
        own: 'own spacecraft: catalog number, designator or name; may be left out',
        own_file: 'file of the own spacecraft alone; may be left out',
        facts: 'CSV of facts about targets; may be left out',
        format: observationKinds(english).flatMap(({ formats }) => formats.map(({ format }) => format)),
        frame: localFrameNames,
      },
      limitBytes,
    },
  };
}

/** The kinds with their formats in one line. */
const kindViews = (words: Words) =>
  observationKinds(words).map((kind) => ({ ...kind, written: words.list(kind.formats.map(({ title }) => title)) }));

function faultView(fault: AppError, words: Words) {
  const { message, hint, isEnglish } = tellError(fault, words);
  return { code: fault.code, message, isEnglish, hint, isEnglishHint: isEnglish };
}

/** What every format holds and becomes, with the fields of our own. */
export function formatsPage(words: Words): Page {
  return {
    view: 'formats',
    title: words.t('formats.title'),
    section: 'upload',
    model: { kinds: kindViews(words), frames: words.list(localFrameNames) },
    json: { kind: 'formats', rows: observationKinds(english) },
  };
}
