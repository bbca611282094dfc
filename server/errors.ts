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
  'server.too_few_labels': 'There are too few reviewed targets to tune on, whose labels the strategy can learn.',
  'server.tuning_folder_missing': 'The folder of a tuning run is not in the data folder of this machine.',
  'server.not_promotable': 'A tuning run has no adapter that could be promoted, or is still under way.',
  'server.promotion_superseded':
    'Another adapter was promoted since the page was opened that asked to confirm this one.',
  'server.promoted_adapter_missing':
    'The adapter that a promotion names is not in the data folder of this machine, or is another one.',
  'server.labels_invalid': 'A labeled record given for tuning is malformed or contradicts itself.',
  'server.not_found': 'There is nothing at this address, or no such log, target or job.',
  'server.method_not_allowed':
    'There is something at this address, but not for this verb; the header Allow names those it is for.',
  'server.not_acceptable':
    'The page does not come in the format asked for: it has no table, or its rows do not come as lines.',
  'server.bad_query': 'A query parameter has a value the page does not know.',
  'server.bad_upload': 'An upload is not a form with files of observations in it.',
  'server.upload_too_large': 'Uploaded files are together larger than the setting allows.',
  'server.foreign_request': 'A request came from a page of another site, or under a name that is not of this machine.',
  'server.sign_in_required': 'The page or action is for people who are signed in, or the token sent with it is none.',
  'server.sign_in_refused': 'Name or password is wrong, or the name was tried too often; which one is not told.',
  'server.not_allowed': 'The role of the account does not allow the page or action.',
  'server.too_many_requests': 'Too many requests or sign-ins came from one address within a minute.',
  'server.address_too_long': 'The address of a request is longer than any of the console.',
  'server.bad_fields': 'Fields of a form have values that cannot be used; each is told.',
  'server.bad_form': 'A form lacks a field, or has one of another kind than the page sends.',
  'server.bad_account_name': 'The name of an account is empty, too long or has characters that names may not have.',
  'server.weak_password': 'A password is too short, too long, or the name of its account.',
  'server.account_exists': 'An account of this name is there already.',
  'server.account_missing': 'There is no account of this name or number.',
  'server.last_admin': 'A change would leave accounts, but no admin who can sign in.',
  'server.accounts_needed': 'The console is to be reached from other machines, but has no account.',
  'server.bad_setting':
    'A setting in the environment is not of its kind, out of its bounds, or does not go with another one.',
  'server.port_taken': 'Another program listens on the port of the console.',
  'server.database_unreachable': 'DATABASE_URL is set, but no PostgreSQL answers there.',
  'server.data_dir_in_use': 'Another process works in the data folder.',
  'server.bad_report': 'The evaluation report is not one that `noncoop evaluate` writes.',
  'server.evaluation_differs':
    'Answers that an evaluation has kept were given by another model or adapter, or are of another seed.',
  'server.evaluation_damaged': 'A file of evaluation outcomes holds a line that is none.',
  'server.manifest_damaged': 'The manifest of a data set folder is not one that `noncoop dataset` writes.',
  'server.empty_track': 'A track without any observation was to be stored; a fault of the reader.',
  'server.window_twice': 'A log has two windows of one target from the same instant; the first is kept.',
  'server.assessment_out_of_order': 'Assessments came in another order than the evidence; a fault of the assessor.',
  'server.import_superseded': 'Files were read by a try of a job that another try has taken the place of.',
  'server.job_cancelled': 'The job of a distributed run was cancelled while the command waited for it.',
  'server.job_lost': 'Every process that worked on a piece of a job ended before the piece did.',
  'server.unexpected': 'A fault in the program itself; the trace is shown with `--debug`.',
} as const;
