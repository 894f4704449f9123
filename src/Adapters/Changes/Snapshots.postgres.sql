-- name: Find
SELECT record_key AS RecordKey, record AS Record, hash AS Hash, sequence AS Sequence
FROM adapter_snapshot
WHERE system = @system AND entity = @entity AND record_key = ANY (@keys);
