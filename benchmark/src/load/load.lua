-- What wrk sends: one kind of request, spread over the people of a seeded record.
--
--   wrk … -s load.lua URL -- KIND LISTS THREADS FIRST
--
-- LISTS is the folder of files that the seeding left; FIRST is the person to begin with. Everything that stays the same
-- is put together beforehand, so that the generator takes as little as it can of the processors it shares.

local threads = 0

function setup(thread)
   thread:set("number", threads)
   threads = threads + 1
end

local function pairs_of(name)
   local firsts, seconds = {}, {}
   for line in io.lines(lists .. "/" .. name) do
      local first, second = line:match("^(%S+) ?(%S*)")
      firsts[#firsts + 1], seconds[#seconds + 1] = first, second
   end
   return firsts, seconds
end

local function escaped(text)
   return (text:gsub("[^%w%-%._]", function(c) return string.format("%%%02X", c:byte()) end))
end

local function rotate(count)
   local at = (first + number) % count
   return function()
      local now = at + 1
      at = (at + of) % count
      return now
   end
end

-- A challenge as applications ask for them: a message, two fields, and something hidden.
local asked = "&Details.Message=" .. escaped("Sign in to Acme from a new device") ..
   "&Details.Fields=" .. escaped('{"label":"Browser","value":"Firefox 145 on Linux"}') ..
   "&Details.Fields=" .. escaped('{"label":"Place","value":"Lisbon, Portugal"}') ..
   "&HiddenDetails=" .. escaped('{"session":"5d41402abc4b2a76b9719d911017c592","ip":"203.0.113.77"}')

local function post(service, more)
   local people, factors = pairs_of("people")
   local next_one = rotate(#people)
   local before = "POST /v2/Services/" .. service .. "/Entities/"
   local between = "/Challenges HTTP/1.1\r\n" .. headers ..
      "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
   local length = #"FactorSid=" + 34 + #asked + #more()
   between = between .. length .. "\r\n\r\nFactorSid="
   return function()
      local i = next_one()
      return before .. people[i] .. between .. factors[i] .. asked .. more()
   end
end

-- The code of this half minute, which is everybody's.
local function code()
   local codes = {}
   for line in io.lines(lists .. "/codes") do
      local step, digits = line:match("^(%d+) (%d+)")
      codes[tonumber(step)] = "&AuthPayload=" .. digits
   end
   return function() return codes[math.floor(os.time() / 30)] end
end

local function get(service, path_end)
   local people, challenges = pairs_of("shown")
   local next_one = rotate(#people)
   local before = "GET /v2/Services/" .. service .. "/Entities/"
   local after = " HTTP/1.1\r\n" .. headers .. "\r\n"
   return function()
      local i = next_one()
      return before .. people[i] .. "/Challenges" .. path_end(challenges[i]) .. after
   end
end

function init(args)
   local kind = args[1]
   lists, of, first = args[2], tonumber(args[3]), tonumber(args[4])
   headers = "Host: " .. wrk.host .. ":" .. wrk.port .. "\r\nAuthorization: " .. wrk.headers["Authorization"] .. "\r\n"
   local service = io.lines(lists .. "/service")()
   if kind == "create" or kind == "push" then
      request = post(service, function() return "" end)
   elseif kind == "totp" then
      request = post(service, code())
   elseif kind == "fetch" then
      request = get(service, function(challenge) return "/" .. challenge end)
   elseif kind == "list" then
      request = get(service, function() return "?PageSize=50" end)
   else
      error("there is no load called " .. kind)
   end
end

-- requests, seconds, p50 and p99 in µs, answers that are no success, connections that failed or timed out
function done(summary, latency)
   local e = summary.errors
   io.write(string.format("@ %d %.3f %d %d %d %d\n", summary.requests, summary.duration / 1e6,
      latency:percentile(50), latency:percentile(99), e.status, e.connect + e.read + e.write + e.timeout))
end
