-- A long log is cut into windows: one target may have several tracks in one log.
alter table tracks drop constraint tracks_log_id_target_id_key;
alter table tracks add unique (log_id, target_id, window_start_utc);

-- What is known of the own orbit and of the errors of the states; null when the log says nothing.
alter table tracks add column context json;

-- Refused records come in the order in which they were found; pages list them in the order of the file.
drop index rejections_of_log;
create index rejections_of_log on rejections (log_id, line, id);
