-- name: Migration1
-- What the guardrail knows of a route over all nodes.
CREATE TABLE guardrail_watch (
    route TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    watch TEXT NOT NULL);
-- A route that has stepped back, until a person lets it be shifted again.
CREATE TABLE guardrail_hold (
    route TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    stood TEXT NOT NULL,
    why TEXT NOT NULL);

-- name: Watch
SELECT route AS Route, version AS Version, watch AS Watch FROM guardrail_watch WHERE route IN @routes;

-- name: Begin
INSERT INTO guardrail_watch (route, version, watch) VALUES (@route, 1, @watch) ON CONFLICT (route) DO NOTHING;

-- name: Save
UPDATE guardrail_watch SET version = version + 1, watch = @watch WHERE route = @route AND version = @version;

-- name: Hold
INSERT INTO guardrail_hold (route, at, stood, why) VALUES (@route, @at, @stood, @why) ON CONFLICT (route) DO NOTHING;

-- name: Holds
SELECT route AS Route, at AS At, stood AS Stood, why AS Why FROM guardrail_hold ORDER BY route;

-- name: Watches
SELECT route AS Route, watch AS Watch FROM guardrail_watch;

-- name: Release
DELETE FROM guardrail_hold WHERE route = @route;
