/** Error and rejection codes of the domain layer, each with its meaning; `docs/errors.md` is written from them. */
export const domainErrors = {
  'domain.empty_log': 'A log has no row.',
  'domain.binary_log': 'A log contains NUL bytes: it is packed, in UTF-16, or no text at all.',
  'domain.no_header': 'A log starts neither with a JSON object nor with a CSV header that has every required column.',
  'domain.line_too_long': 'A line of a log is longer than a million characters.',
  'domain.broken_json': 'A line of a JSON lines log, or an item of a JSON file, is not one JSON object.',
  'domain.broken_csv': 'A line of a CSV log has a quote that does not close.',
  'domain.wrong_column_count':
    'A line has more or fewer values than its format asks for, as a CSV log does in its header.',
  'domain.missing_field': 'A row lacks a required value.',
  'domain.not_a_number': 'A row has NaN, an infinity or text where a number belongs.',
  'domain.not_text': 'A row has a value of another kind, or a character that is none, where text belongs.',
  'domain.words_too_long':
    'A reported fact is longer than a prompt has room for, or the name of a target than 256 bytes.',
  'domain.bad_epoch': 'An epoch is not ISO 8601, in a log marked as UTC, or names no instant.',
  'domain.bad_own_orbit':
    'A row gives the own spacecraft a mean motion that is not above 0 or an orbit that is no ellipse.',
  'domain.frame_undeclared': 'A row gives its state as x, y, z and no frame is declared.',
  'domain.frame_conflict': 'A row gives its state twice, or in columns that name other axes than its frame has.',
  'domain.wrong_unit': 'A position or velocity is off by about a thousand, as when m are given for km.',
  'domain.duplicate_epoch':
    'A target, or a segment of an ephemeris, has a second state for an epoch; the first is kept.',
  'domain.time_backwards': 'An epoch is out of order among the states of its target or segment.',
  'domain.unknown_column': 'A warning: a column is not part of the format and is not read.',
  // Navigation data messages and element sets
  'domain.broken_xml': 'An XML message is not well-formed, is cut off, or nests deeper than any message does.',
  'domain.xml_doctype': 'An XML message declares a document type; entities are off.',
  'domain.broken_message': 'A message has a line or a part that is cut off, or has no place where it stands.',
  'domain.unknown_keyword': 'A warning: a keyword is not part of the format and is not read.',
  'domain.repeated_keyword': 'A message gives a keyword twice that it may give once.',
  'domain.out_of_range': 'A number is not one that its field can have.',
  'domain.unsupported': 'A message is of a kind, a theory, a frame, a center or a time system that is not read here.',
  'domain.assumed_value': 'A warning: a message leaves out what it should say, and the usual was assumed.',
  'domain.bad_catalog_id': 'A catalog number is neither one to nine digits nor Alpha-5.',
  'domain.bad_designator':
    'A warning: an international designator of a two-line element set has another form, and is not read.',
  'domain.tle_checksum': 'A line of a two-line element set does not end in the sum of its digits.',
  'domain.missing_checksum': 'A warning: a line of a two-line element set ends before its checksum.',
  'domain.tle_columns': 'A line of a two-line element set is cut off, or a value is not laid out in its columns.',
  'domain.tle_incomplete':
    'A name, a line 1 or a line 2 has not the lines beside it that belong to it, or they are swapped.',
  'domain.tle_mismatch': 'The lines of a two-line element set have different catalog numbers.',
  'domain.json_cut_off': 'A JSON file ends within an object or an array.',
  'domain.item_too_long': 'An object of a JSON file is longer than a million characters.',
  'domain.not_oem': 'A file does not begin as an Orbit Ephemeris Message does, with its version.',
  'domain.incomplete_header': 'A warning: the header of a message lacks CREATION_DATE or ORIGINATOR.',
  'domain.contradictory_metadata':
    'Times of an ephemeris segment contradict each other, or its time system that of the first segment.',
  'domain.empty_segment': 'An ephemeris segment has no state that can be used.',
  'domain.unusable_segment': 'A state or covariance belongs to an ephemeris segment that was refused.',
  'domain.overlapping_segment':
    'An ephemeris segment runs into the one before it; a warning when it begins later than that one.',
  'domain.outside_time_span': 'A state lies outside the START_TIME and STOP_TIME of its segment.',
  // Time and frames
  'domain.no_orbit_plane': 'Position and velocity of the own spacecraft lie on one line, so they span no RTN axes.',
  'domain.epoch_mismatch': 'Two states that should be compared belong to different epochs.',
  'domain.unknown_local_frame': 'A frame of relative motion is none of those that can be turned into RTN.',
  'domain.seed_out_of_range': 'A set of simulated scenarios has a seed or a size beyond which sets would overlap.',
  // Propagation
  // Pairs of objects and screening
  'domain.bad_facts': 'A file of facts about targets has a line or a column that cannot be used.',
  'domain.unknown_format': 'A file is like none of the formats that are read.',
  'domain.own_unknown': 'No object, or more than one, answers to the name given for the own spacecraft.',
  'domain.own_assumed': 'A warning: no own spacecraft was named, and the first object was taken.',
  'domain.no_pair': 'Files hold a single object, or none of the targets that were asked for.',
  'domain.no_common_time': 'Two objects are never known at the same time, or one is not known throughout a window.',
  'domain.never_near': 'An object does not come within proximity of the own spacecraft.',
  'domain.no_states': 'A conjunction message gives no states of its objects, so no motion can be told.',
  'domain.superseded': 'A warning: a newer conjunction message tells of the same event, and counts in its place.',
  'domain.same_object': 'A target is the own spacecraft itself, by its designator in another source.',
  'domain.states_disagree':
    'The states of a conjunction message contradict the encounter it tells of; a warning when only the frame is in doubt.',
  // Relative motion and evidence
  'domain.too_few_states': 'A target has too few observations to tell a motion.',
  'domain.transfer_singular': 'No coasting transfer exists for this time of flight.',
  'domain.not_an_ellipse': 'An object is not in a bound orbit about the Earth, so it has no elements.',
  'domain.incomplete_rulebook': 'A rulebook has no entry for a value it meets.',
  'domain.unknown_label': 'A rulebook answered with a label outside the label sets.',
} as const;
