-- name: Begin
INSERT INTO sync_stream (stream, position, sequence, applied) VALUES (@stream, NULL, 0, 0) ON CONFLICT DO NOTHING;

-- name: Find
SELECT position, sequence FROM sync_stream WHERE stream = @stream;

-- name: Advance
UPDATE sync_stream SET position = @position, sequence = @sequence WHERE stream = @stream;

-- name: Standings
SELECT s.stream, s.position, s.applied, (SELECT COUNT(*) FROM sync_parked p WHERE p.stream = s.stream) AS parked
FROM sync_stream s;
