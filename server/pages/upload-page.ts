import { localFrameNames } from '#domain';
import type { AppError } from '#errors';
import type { Page } from '../http/respond.ts';
import { observationKinds } from './observation-kinds.ts';

/** What the form shows besides itself. */
export interface UploadPageOptions {
  readonly limitBytes: number;
  /** What was typed, by field; shown again when the upload was refused. */
  readonly typed?: ReadonlyMap<string, string>;
  /** Why the upload was refused. */
  readonly fault?: AppError;
}

/** Hints that name what is on this page, in place of the options of a command. */
const hints: Readonly<Record<string, string>> = {
  'domain.unknown_format': 'Choose the format in the form, or compare the file with the formats below.',
};

/** The form for files of observations. */
export function uploadPage({ limitBytes, typed = new Map(), fault }: UploadPageOptions): Page {
  const chosen = (field: string, value: string) => ({ value, isChosen: typed.get(field) === value });
  return {
    view: 'upload',
    title: 'Upload',
    section: 'upload',
    model: {
      limitBytes,
      own: typed.get('own') ?? '',
      fault: fault && { code: fault.code, message: fault.message, hint: hints[fault.code] ?? fault.hint ?? null },
      kinds: observationKinds.map((kind) => ({
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
        format: observationKinds.flatMap(({ formats }) => formats.map(({ format }) => format)),
        frame: localFrameNames,
      },
      limitBytes,
    },
  };
}

/** What every format holds and becomes, with the fields of our own. */
export function formatsPage(): Page {
  const kinds = observationKinds.map((kind) => ({ ...kind, written: kind.formats.map(({ title }) => title) }));
  return {
    view: 'formats',
    title: 'Formats',
    section: 'upload',
    model: { kinds, frames: localFrameNames.join(', ') },
    json: { kind: 'formats', rows: observationKinds },
  };
}
