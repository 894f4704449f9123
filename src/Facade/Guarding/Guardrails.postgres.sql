-- name: Watch
SELECT route AS Route, version AS Version, watch AS Watch FROM guardrail_watch WHERE route = ANY(@routes);
