-- name: Migration1
CREATE TABLE legacy_callers (
    route TEXT NOT NULL,
    kind TEXT NOT NULL,
    caller TEXT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    -- Microseconds.
    longest_pause BIGINT NOT NULL,
    requests BIGINT NOT NULL,
    PRIMARY KEY (route, kind, caller));

-- name: Save
-- No row where the route has as many as are told apart.
INSERT INTO legacy_callers (route, kind, caller, first_seen, last_seen, longest_pause, requests)
SELECT @route, @kind, @caller, @first, @last, @pause, @requests
WHERE @kind = 'others' OR (SELECT COUNT(*) FROM legacy_callers WHERE route = @route) < @most
    OR EXISTS (SELECT 1 FROM legacy_callers WHERE route = @route AND kind = @kind AND caller = @caller)
ON CONFLICT (route, kind, caller) DO UPDATE SET
    last_seen = CASE WHEN excluded.last_seen > legacy_callers.last_seen THEN excluded.last_seen
        ELSE legacy_callers.last_seen END,
    longest_pause = CASE
        WHEN excluded.first_seen - legacy_callers.last_seen > legacy_callers.longest_pause
            AND excluded.first_seen - legacy_callers.last_seen > excluded.longest_pause
        THEN excluded.first_seen - legacy_callers.last_seen
        WHEN excluded.longest_pause > legacy_callers.longest_pause THEN excluded.longest_pause
        ELSE legacy_callers.longest_pause END,
    requests = legacy_callers.requests + excluded.requests;

-- name: Find
SELECT kind AS Kind, caller AS Caller, first_seen AS FirstSeen, last_seen AS LastSeen, longest_pause AS LongestPause,
    requests AS Requests
FROM legacy_callers WHERE route = @route ORDER BY last_seen DESC, kind, caller;

-- name: Gone
-- As LegacyCallerUse.GoneFrom says of one caller, of each route's last.
SELECT route AS Route, MAX(last_seen + CASE WHEN longest_pause > @quiet THEN longest_pause * 11 / 10 ELSE @quiet END) AS GoneAt
FROM legacy_callers WHERE route IN @routes GROUP BY route;

-- name: Prune
DELETE FROM legacy_callers WHERE last_seen < @before;
