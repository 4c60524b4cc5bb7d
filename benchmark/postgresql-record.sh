# shellcheck shell=bash disable=SC2154,SC2034
# The part of ./bench that asks what the size of a record costs on PostgreSQL: to work on a large one, to have it in partitions, and
# to move it there and back. Read by ./bench, with postgresql.sh, whose words it uses.

# age DATABASE EACH [FROM]: everybody, or everybody from that identity on, gets as many challenges of before, all of them
# answered; they lie in the order in which they were asked.
age() {
  sql "$1" -v each="$2" -v from="${3:-}" <<'SQL'
INSERT INTO challenge (person, sid, entity_sid, factor_sid, expires, updated, status, attempts, responded, details,
       hidden_details, metadata, type)
SELECT f.person, substr(int8send(asked), 3) || substr(sha256(f.person || int8send(asked)), 1, 10), f.entity_sid, f.sid,
       asked + 300000, asked + 5000, 'approved', 0, asked + 5000,
       '{"message":"Sign in to Acme from a new device","fields":[{"label":"Browser","value":"Firefox 145 on Linux"},{"label":"Place","value":"Lisbon, Portugal"}]}',
       '{"session":"5d41402abc4b2a76b9719d911017c592","ip":"203.0.113.77"}', NULL, 'totp'
  FROM generate_series(1, :each) AS turn
 CROSS JOIN LATERAL (SELECT CAST(extract(epoch FROM now()) * 1000 AS bigint) - (:each + 1 - turn) * (CAST(86400000 AS bigint) * 60 / (:each + 1)) AS asked) AS instant
 CROSS JOIN factor AS f
  JOIN entity AS e ON e.person = f.person
 WHERE e.identity >= :'from'
SQL
}

# The same loads on a record of ten thousand challenges and on one of many more, side by side on one PostgreSQL. Of the few,
# two hundred people have some; of the many everybody, and whoever has some has them listed. Either way they lie in the order in
# which they were asked, which is not one person's after the other's.
section_postgresql-size() {
  local name kind people=$postgres_people each=$((postgres_stored / postgres_people))
  start_postgres || { say "postgresql-size: SKIPPED, as there is no pgbench (Debian's package is called postgresql)."; return; }
  [ "$each" -ge 50 ] || each=50
  sql postgres -c "CREATE DATABASE few"
  durable off
  COUNTERSIGN_DATABASE=$(database few) seed few "$people" "$shown"
  sql few -c "DELETE FROM challenge"
  sql postgres -c "CREATE DATABASE many TEMPLATE few"
  cp -r "$run/few" "$run/many"
  cp -r "$run/few.lists" "$run/many.lists"
  cp "$run/many.lists/people" "$run/many.lists/shown"
  say "Adding $((people * each)) challenges..."
  age few 51 "$(head -n 1 "$run/few.lists/shown" | cut -d ' ' -f 1)"
  age many $each
  for name in few many; do sql $name -c "VACUUM (ANALYZE)"; done
  durable on
  since[few]=$(($(date +%s%3N) + 1))
  for name in few many; do
    say "postgresql-size: warming up with $name..."
    serve $name --database "$(database $name)" --database-connections "$postgres_connections"
    connections=32 settle create $name "$port" "$pid"
    connections=32 settle list $name "$port" "$pid"
  done
  for ((round = 0; round < size_rounds; round++)); do
    cut_back "${since[few]}"
    for kind in create list; do
      for name in few many; do
        beside "pg-$kind-$name" $kind $name "$size_seconds" 32
      done
    done
  done
  for name in few many; do
    count["$name"]=$(sql $name -c "SELECT count(*) FROM challenge")
    stop $name
    sql postgres -c "DROP DATABASE $name WITH (FORCE)"
    rm -rf "${run:?}/$name" "$run/$name.lists"
  done
}

# The few stay few.
cut_back() {
  sql few -c "DELETE FROM challenge WHERE sid >= substr(int8send($1), 3)" -c "VACUUM (ANALYZE) challenge"
  count[few]=$(sql few -c "SELECT count(*) FROM challenge")
}

# The same challenges in one table and in a partition for each day, by PostgreSQL alone.
section_postgresql-days() {
  local kind way each=200 people=$((days_stored / 200)) day
  start_postgres || { say "postgresql-days: SKIPPED, as there is no pgbench (Debian's package is called postgresql)."; return; }
  sql postgres -c "CREATE DATABASE days"
  ./countersign database migrate --database "$(database days)" >/dev/null
  durable off
  say "Adding $((people * each)) challenges, twice..."
  sql days -v people="$people" -v each="$each" -f benchmark/pgbench/days.sql
  durable on
  for ((round = 0; round < size_rounds; round++)); do
    for kind in create find list; do
      for way in whole parted; do
        PGOPTIONS="-c search_path=$way" bare_statements "pg-$kind-$way" "$size_seconds" 16 days "days-$kind.sql" -D people="$people" -D each="$each"
      done
    done
  done
  day=$(sql days -c "SELECT min(relname) FROM pg_class WHERE relname LIKE 'day\\_%' AND relkind = 'r'")
  days_told=$(printf -- '- Of %s challenges the oldest day'"'"'s, %s of them, are removed from one table with %s, and with their partition with %s.' \
    $((people * each)) "$(sql days -c "SELECT count(*) FROM parted.$day")" \
    "$(cost_of "DELETE FROM whole.challenge WHERE sid < (SELECT substr(int8send(min(at)), 3) FROM parted.days WHERE at > (SELECT min(at) FROM parted.days))" "VACUUM whole.challenge")" \
    "$(cost_of "DROP TABLE parted.$day")")
  sql postgres -c "DROP DATABASE days WITH (FORCE)"
}

# cost_of STATEMENT…: what it takes of PostgreSQL's processors, and of its log.
cost_of() {
  local engine log statement
  engine=$(postgres_ticks) log=$(sql days -c "SELECT pg_current_wal_lsn()")
  for statement in "$@"; do sql days -c "$statement"; done
  # What its connections took is PostgreSQL's once their processes are buried.
  sleep 1
  printf '%s ms of processor time and %s kB of log' $((($(postgres_ticks) - engine) * 1000 / tick)) \
    "$(sql days -c "SELECT CAST(pg_wal_lsn_diff(pg_current_wal_lsn(), '$log') AS bigint) / 1024")"
}

# A file's record to PostgreSQL and back into a file, while nobody writes.
section_postgresql-copy() {
  local people=$postgres_people listed=$((copied_challenges / 50)) there back
  start_postgres || { say "postgresql-copy: SKIPPED, as there is no pgbench (Debian's package is called postgresql)."; return; }
  seed copied "$people" "$listed"
  sql postgres -c "CREATE DATABASE copied"
  there=$(copied "$run/copied" "$(database copied)")
  count[copied]=$(sql copied -c "SELECT (SELECT count(*) FROM challenge) + (SELECT count(*) FROM factor) + (SELECT count(*) FROM entity)")
  mkdir "$run/back"
  cp "$run/copied/master.key" "$run/back/"
  back=$(copied "$(database copied)" "$run/back")
  copies_told=$(printf -- '- `countersign database copy` of %s rows, %s of them challenges: from a file to PostgreSQL %s; and back into a file %s.' \
    "${count[copied]}" $((listed * 50)) "$(per_second "${count[copied]}" "$there")" "$(per_second "${count[copied]}" "$back")")
  sql postgres -c "DROP DATABASE copied WITH (FORCE)"
  rm -rf "${run:?}/copied" "$run/copied.lists" "$run/back"
}

# copied FROM TO: in how many seconds, and for how many of them no writes were taken.
copied() {
  local began
  began=$(date +%s.%N)
  say "Copying..."
  ./countersign database copy --from "$1" --to "$2" >"$run/copy.out" 2>"$run/copy.log" || { cat "$run/copy.log" >&2; die "the copy failed."; }
  awk -v began="$began" -v ended="$(date +%s.%N)" '/no writes were taken/ { print ended - began, $2 }' "$run/copy.out"
}

per_second() {
  awk -v rows="$1" -v times="$2" 'BEGIN {
    split(times, t, " ")
    printf "%d rows/s, %.1f s in all, no writes taken in %.1f s of them", rows / t[1], t[1], t[2] }'
}
