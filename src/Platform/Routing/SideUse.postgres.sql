-- name: FindOfMany
SELECT route AS Route, last_seen AS LastSeen FROM side_use WHERE route = ANY(@routes) AND side = @side;
