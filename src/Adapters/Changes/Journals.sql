-- name: Migration1
CREATE TABLE adapter_journal (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    state TEXT NOT NULL,
    turn BIGINT NOT NULL,
    signature TEXT NOT NULL,
    number BIGINT NOT NULL,
    id TEXT NOT NULL,
    anchor_number BIGINT NOT NULL,
    anchor_id TEXT NOT NULL,
    reason TEXT,
    filled_by TEXT,
    filled_until BIGINT NOT NULL,
    PRIMARY KEY (system, entity));
CREATE TABLE adapter_journal_shape (
    system TEXT NOT NULL,
    entity TEXT NOT NULL,
    shape TEXT NOT NULL,
    PRIMARY KEY (system, entity));

-- name: Find
SELECT state AS State, turn AS Turn, signature AS Signature, number AS Number, id AS Id,
    anchor_number AS AnchorNumber, anchor_id AS AnchorId, reason AS Reason, filled_by AS FilledBy, filled_until AS FilledUntil
FROM adapter_journal WHERE system = @system AND entity = @entity;

-- name: BeginFill
INSERT INTO adapter_journal
    (system, entity, state, turn, signature, number, id, anchor_number, anchor_id, reason, filled_by, filled_until)
VALUES (@system, @entity, 'filling', 1, @signature, @number, @id, @anchorNumber, @anchorId, @reason, @by, @until)
ON CONFLICT (system, entity) DO UPDATE SET
    state = 'filling', turn = adapter_journal.turn + 1, signature = @signature, number = @number, id = @id,
    anchor_number = @anchorNumber, anchor_id = @anchorId, reason = @reason, filled_by = @by, filled_until = @until
WHERE adapter_journal.state <> 'filling' OR adapter_journal.filled_by LIKE @process OR adapter_journal.filled_until < @now;

-- name: Fill
UPDATE adapter_journal SET filled_until = @until
WHERE system = @system AND entity = @entity AND state = 'filling' AND filled_by = @by;

-- name: EndFill
UPDATE adapter_journal SET state = 'reading', turn = turn + 1, reason = NULL
WHERE system = @system AND entity = @entity AND state = 'filling' AND filled_by = @by;

-- name: Advance
UPDATE adapter_journal SET
    turn = turn + 1, number = @number, id = @id, anchor_number = @anchorNumber, anchor_id = @anchorId
WHERE system = @system AND entity = @entity AND state = 'reading' AND turn = @turn;

-- name: KeepSignature
UPDATE adapter_journal SET signature = @signature WHERE system = @system AND entity = @entity AND state = 'reading';

-- name: Lose
UPDATE adapter_journal SET state = 'lost', turn = turn + 1, reason = @reason
WHERE system = @system AND entity = @entity AND state <> 'lost';

-- name: KeepShape
INSERT INTO adapter_journal_shape (system, entity, shape) VALUES (@system, @entity, @shape)
ON CONFLICT (system, entity) DO UPDATE SET shape = @shape WHERE adapter_journal_shape.shape <> @shape;

-- name: FindShape
SELECT shape FROM adapter_journal_shape WHERE system = @system AND entity = @entity;

-- name: ForgetShape
DELETE FROM adapter_journal_shape WHERE system = @system AND entity = @entity;
