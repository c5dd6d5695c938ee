-- wrk, the least that a client of this API can cost: prepared bytes, nothing looked at but the status.
wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.headers["authorization"] = "Bearer bench"

function init(args)
  wrk.body = io.open(args[1]):read("*a")
end
