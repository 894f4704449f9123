-- name: FindRows
SELECT line AS Line, record_key AS RecordKey, has_key AS HasKey, hash AS Hash, fault AS Fault FROM adapter_file_row
WHERE system = @system AND entity = @entity AND number = @number AND record_key = ANY(@keys);
