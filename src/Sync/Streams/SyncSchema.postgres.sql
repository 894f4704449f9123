-- name: Migration8
-- No index over the reason: an entry there may not be as long as some reasons are. Instead the changes themselves are kept beside
-- the table, so that a search reads over rows that are short.
ALTER TABLE sync_parked SET (toast_tuple_target = 256);
