-- name: Find
SELECT record_key AS RecordKey, version AS Version, hash AS Hash, modified_at AS ModifiedAt
FROM adapter_modification
WHERE system = @system AND entity = @entity AND record_key = ANY (@keys);
