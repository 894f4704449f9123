-- Requests, going round over all routes. Made before the clock starts, so that a request costs wrk one look-up.
-- wrk … -s requests.lua URL -- ROUTES METHOD PATH BODY [NAME VALUE]…, where the first %d in PATH is the route's number and
-- the second an id; an empty BODY is none, and the rest are header fields.
local requests, position = {}, 0

function init(args)
  local routes, body = tonumber(args[1]), args[4]
  for i = 5, #args, 2 do
    wrk.headers[args[i]] = args[i + 1]
  end
  for i = 0, math.max(routes, 1000) - 1 do
    requests[i] = wrk.format(args[2], string.format(args[3], i % routes + 1, 1000 + i), nil, body ~= "" and body or nil)
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
