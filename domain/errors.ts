/** Error and rejection codes of the domain layer, each with its meaning; `docs/errors.md` is written from them. */
export const domainErrors = {
  'domain.empty_log': 'A log has no row.',
  'domain.binary_log': 'A log contains NUL bytes: it is packed, in UTF-16, or no text at all.',
  'domain.no_header': 'A log starts neither with a JSON object nor with a CSV header that has every required column.',
  'domain.line_too_long': 'A line of a log is longer than a million characters.',
  'domain.broken_json': 'A line of a JSON lines log is not one JSON object.',
  'domain.broken_csv': 'A line of a CSV log has a quote that does not close.',
  'domain.wrong_column_count': 'A line of a CSV log has more or fewer cells than its header.',
  'domain.missing_field': 'A row lacks a required value.',
  'domain.not_a_number': 'A row has NaN, an infinity or text where a number belongs.',
  'domain.not_text': 'A row has a value of another kind where text belongs.',
  'domain.words_too_long': 'A reported fact is longer than a prompt has room for.',
  'domain.bad_epoch': 'An epoch is not ISO 8601 marked as UTC, or names no instant.',
  'domain.wrong_unit': 'A position or velocity is off by about a thousand, as when m are given for km.',
  'domain.duplicate_epoch': 'A target has a second row for an epoch; the first is kept.',
  'domain.time_backwards': 'An epoch is out of order among the rows of its target.',
  'domain.unknown_column': 'A warning: a column is not part of the format and is not read.',
  // Navigation data messages and element sets
  'domain.broken_xml': 'An XML message is not well-formed, is cut off, or nests deeper than any message does.',
  'domain.xml_doctype': 'An XML message declares a document type; entities are off.',
  // Time and frames
  // Propagation
  // Relative motion and evidence
  'domain.too_few_states': 'A target has too few observations to tell a motion.',
  'domain.transfer_singular': 'No coasting transfer exists for this time of flight.',
  'domain.incomplete_rulebook': 'A rulebook has no entry for a value it meets.',
  'domain.unknown_label': 'A rulebook answered with a label outside the label sets.',
} as const;
