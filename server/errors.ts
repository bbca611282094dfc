/**
 * Error codes of the server layer, commands included, each with its meaning.
 * `docs/errors.md` is written from the registries of all layers.
 */
export const serverErrors = {
  'server.usage': 'A command was called with options or arguments it does not know or cannot combine.',
  'server.interrupted': 'The work was stopped by Ctrl-C or a termination signal; what was finished is kept.',
  'server.input_missing': 'A file or folder named on the command line does not exist or cannot be read.',
  'server.model_missing': 'The model or adapter folder is not there.',
  'server.model_differs': 'An answer cannot be asked for again, as another model or adapter serves its strategy now.',
  'server.output_exists': 'The output file exists and was not made by this command with these settings.',
  'server.output_changed': 'The output file no longer holds what the command wrote, so it cannot be continued.',
  'server.output_unwritable': 'The output file or folder cannot be written.',
  'server.no_catalog': 'Files to screen hold no element set.',
  'server.labels_invalid': 'A labeled record given for tuning is malformed or contradicts itself.',
  'server.not_found': 'There is nothing at this address, or no such log, target or job.',
  'server.bad_query': 'A query parameter has a value the page does not know.',
  'server.bad_upload': 'An upload is not a form with files of observations in it.',
  'server.upload_too_large': 'Uploaded files are together larger than the setting allows.',
  'server.foreign_request': 'A request came from a page of another site, or under a name that is not of this machine.',
  'server.bad_setting': 'A setting in the environment is not a number where one belongs, or out of its bounds.',
  'server.port_taken': 'Another program listens on the port of the console.',
  'server.database_unreachable': 'DATABASE_URL is set, but no PostgreSQL answers there.',
  'server.data_dir_in_use': 'Another process works in the data folder.',
  'server.bad_report': 'The evaluation report is not one that `noncoop evaluate` writes.',
  'server.evaluation_differs': 'A folder of evaluation outcomes was made by another model, adapter or seed.',
  'server.evaluation_damaged': 'A file of evaluation outcomes holds a line that is none.',
  'server.manifest_damaged': 'The manifest of a data set folder is not one that `noncoop dataset` writes.',
  'server.empty_track': 'A track without any observation was to be stored; a fault of the reader.',
  'server.window_twice': 'A log has two windows of one target from the same instant; the first is kept.',
  'server.assessment_out_of_order': 'Assessments came in another order than the evidence; a fault of the assessor.',
  'server.unexpected': 'A fault in the program itself; the trace is shown with `--debug`.',
} as const;
