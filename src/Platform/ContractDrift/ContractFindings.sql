-- name: Migration1
-- One row for each system: the contract that findings are about, by its hash; those about another one count no more.
CREATE TABLE system_contract (
    system TEXT NOT NULL PRIMARY KEY,
    contract TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    problem TEXT NOT NULL,
    catalogue TEXT NOT NULL);
CREATE TABLE contract_finding (
    system TEXT NOT NULL,
    source TEXT NOT NULL,
    operation TEXT NOT NULL,
    place TEXT NOT NULL,
    text TEXT NOT NULL,
    routes TEXT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    answers BIGINT NOT NULL,
    PRIMARY KEY (system, source, operation, place));

-- name: Contracts
SELECT system AS System, contract AS Hash FROM system_contract;

-- name: Serve
INSERT INTO system_contract (system, contract, asked_at, problem, catalogue) VALUES (@system, @contract, 0, '', '')
ON CONFLICT (system) DO UPDATE SET contract = excluded.contract, asked_at = 0, problem = '', catalogue = '';

-- name: ForgetFindings
DELETE FROM contract_finding WHERE system = @system;

-- name: ForgetSystem
DELETE FROM system_contract WHERE system = @system;

-- name: Offered
SELECT system AS System, asked_at AS AskedAt, problem AS Problem, catalogue AS Catalogue FROM system_contract ORDER BY system;

-- name: Asked
UPDATE system_contract SET asked_at = @now, problem = @problem,
    catalogue = CASE WHEN catalogue = '' THEN @catalogue ELSE catalogue END
WHERE system = @system;

-- name: IsServed
SELECT COUNT(*) FROM system_contract WHERE system = @system AND contract = @contract;

-- name: FoundInAnswers
SELECT DISTINCT system FROM contract_finding WHERE source = 'answers';

-- name: IsKnown
SELECT COUNT(*) FROM contract_finding
WHERE system = @system AND source = @source AND operation = @operation AND place = @place;

-- name: Find
INSERT INTO contract_finding (system, source, operation, place, text, routes, first_at, last_at, seen, answers)
VALUES (@system, @source, @operation, @place, @text, @routes, @now, @now, @seen, @answers)
ON CONFLICT (system, source, operation, place) DO UPDATE SET
    text = excluded.text, routes = excluded.routes, last_at = excluded.last_at, seen = contract_finding.seen + excluded.seen;

-- name: CountAnswers
UPDATE contract_finding SET answers = answers + @answers
WHERE system = @system AND source = 'answers' AND operation = @operation;

-- name: ForgetOffered
DELETE FROM contract_finding WHERE system = @system AND source = 'offered' AND last_at < @now;

-- name: Prune
DELETE FROM contract_finding WHERE last_at < @before;

-- name: List
SELECT system AS System, source AS Source, operation AS Operation, place AS Place, text AS Text, routes AS Routes,
    first_at AS FirstAt, last_at AS LastAt, seen AS Seen, answers AS Of
FROM contract_finding ORDER BY system, last_at DESC, operation, place LIMIT 1000;
