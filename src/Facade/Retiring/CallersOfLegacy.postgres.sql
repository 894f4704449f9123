-- name: Gone
-- As LegacyCallerUse.GoneFrom says of one caller, of each route's last.
SELECT route AS Route, MAX(last_seen + CASE WHEN longest_pause > @quiet THEN longest_pause * 11 / 10 ELSE @quiet END) AS GoneAt
FROM legacy_callers WHERE route = ANY(@routes) GROUP BY route;
