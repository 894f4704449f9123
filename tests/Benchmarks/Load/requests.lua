-- GETs, going round over all routes. Made before the clock starts, so that a request costs wrk one look-up.
-- wrk … -s requests.lua URL -- ROUTES PATH, where the first %d in PATH is the route's number and the second an id.
local requests, position = {}, 0

function init(args)
  local routes = tonumber(args[1])
  for i = 0, math.max(routes, 1000) - 1 do
    requests[i] = wrk.format("GET", string.format(args[2], i % routes + 1, 1000 + i))
  end
end

function request()
  position = (position + 1) % (#requests + 1)
  return requests[position]
end

-- The exact figures behind wrk's rounded text; times in microseconds.
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('\nmeasured {"requests":%d,"duration":%d,"p50":%d,"p99":%d,"failed":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
