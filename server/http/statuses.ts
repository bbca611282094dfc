import type { AppError } from '#errors';
import { wordedError } from './worded-error.ts';
import type { MessageKey, Values } from './words.ts';

/** HTTP status of each error code; a code that is not listed is a fault of ours, 500. */
const statusOfErrorCode: Readonly<Record<string, number>> = {
  'server.not_found': 404,
  'server.method_not_allowed': 405,
  'server.not_acceptable': 406,
  'server.bad_query': 400,
  'server.bad_upload': 400,
  'server.foreign_request': 403,
  'server.model_differs': 409,
  'server.model_missing': 503,
  'server.promoted_adapter_missing': 503,
  'server.not_promotable': 409,
  'server.promotion_superseded': 409,
  'server.tuning_folder_missing': 404,
  'server.too_few_labels': 422,
  'server.sign_in_required': 401,
  'server.sign_in_refused': 401,
  'server.not_allowed': 403,
  'server.too_many_requests': 429,
  'server.address_too_long': 414,
  'server.bad_form': 400,
  'server.bad_fields': 422,
  'server.bad_account_name': 422,
  'server.weak_password': 422,
  'server.account_exists': 409,
  'server.account_missing': 404,
  'server.last_admin': 409,
  'server.upload_too_large': 413,
  'domain.empty_log': 422,
  'domain.binary_log': 422,
  'domain.no_header': 422,
  'domain.not_oem': 422,
  'domain.unknown_format': 422,
  'domain.unknown_local_frame': 422,
  'domain.bad_facts': 422,
  'domain.own_unknown': 422,
  'domain.no_pair': 422,
  'domain.no_orbit_plane': 422,
};

/** HTTP status for an error code, `layer.what_is_wrong`. */
export const statusOf = (code: string): number => statusOfErrorCode[code] ?? 500;

/** The error for an address where nothing is. */
export const notFound = (message: MessageKey, values: Values, hint: MessageKey = 'error.noPage.hint'): AppError =>
  wordedError('server.not_found', { message, values, hint });
