/**
 * Error codes of the server layer, commands included, each with its meaning.
 * `docs/errors.md` is written from the registries of all layers.
 */
export const serverErrors = {
  'server.usage': 'A command was called with options or arguments it does not know or cannot combine.',
  'server.interrupted': 'The work was stopped by Ctrl-C or a termination signal; what was finished is kept.',
  'server.input_missing': 'A file or folder named on the command line does not exist or cannot be read.',
  'server.model_missing': 'The model or adapter folder is not there.',
  'server.output_exists': 'The output file exists and was not made by this command with these settings.',
  'server.output_changed': 'The output file no longer holds what the command wrote, so it cannot be continued.',
  'server.output_unwritable': 'The output file or folder cannot be written.',
  'server.labels_invalid': 'A labeled record given for tuning is malformed or contradicts itself.',
  'server.unexpected': 'A fault in the program itself; the trace is shown with `--debug`.',
} as const;
