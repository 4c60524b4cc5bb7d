# shellcheck shell=bash disable=SC2154,SC2034
# The part of ./bench that measures the product on a PostgreSQL server of its own, beside pgbench with the same statements.
# Read by ./bench, whose settings and words it uses; what is about the size of the record is in postgresql-record.sh.

postgres='' postgres_port=''
# A quarter of the machine's memory, as PostgreSQL's manual advises.
postgres_buffers=$(awk '/^MemTotal:/ { printf "%d", $2 / 4096 }' /proc/meminfo)

# PostgreSQL's programs, with pgbench among them; nothing where they are missing and cannot be installed.
postgres_programs() {
  local found
  found=$(newest_postgres)
  if [ -z "$found" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing postgresql..."
    { apt-get install -y postgresql || { apt-get update && apt-get install -y postgresql; }; } >/dev/null 2>&1 || :
    found=$(newest_postgres)
  fi
  printf %s "$found"
}

newest_postgres() {
  local program found=''
  for program in /usr/lib/postgresql/*/bin/pgbench; do
    [ ! -x "$program" ] || found="$found${program%/pgbench}"$'\n'
  done
  printf %s "$found" | sort -V | tail -n 1
}

# PostgreSQL refuses to serve root.
unprivileged() {
  if [ "$(id -u)" = 0 ]; then unshare -U "$@"; else "$@"; fi
}

# Starts it on loopback, as durable as it comes, with room in memory and log for what is measured.
start_postgres() {
  [ -z "$postgres" ] || return 0
  local tries=0
  postgres_bin=$(postgres_programs)
  [ -n "$postgres_bin" ] || return 1
  postgres_port=$(free_port)
  unprivileged "$postgres_bin/initdb" -D "$run/postgres" -U bench -A trust -E UTF8 --locale=C >"$run/postgres.log" 2>&1 ||
    { cat "$run/postgres.log" >&2; die "initdb failed."; }
  cat >>"$run/postgres/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $postgres_port
unix_socket_directories = ''
max_connections = 300
shared_buffers = ${postgres_buffers}MB
max_wal_size = 8GB
checkpoint_timeout = 30min
fsync = on
synchronous_commit = on
CONF
  if [ "$(id -u)" = 0 ]; then
    unshare -U "$postgres_bin/postgres" -D "$run/postgres" >>"$run/postgres.log" 2>&1 &
  else
    "$postgres_bin/postgres" -D "$run/postgres" >>"$run/postgres.log" 2>&1 &
  fi
  postgres=$!
  until "$postgres_bin/pg_isready" -q -h 127.0.0.1 -p "$postgres_port" -U bench -d postgres; do
    if ! kill -0 $postgres 2>/dev/null || [ $((tries += 1)) -gt 300 ]; then
      cat "$run/postgres.log" >&2
      die "PostgreSQL did not start."
    fi
    sleep 0.1
  done
  postgres_version=$("$postgres_bin/postgres" --version)
}

# At once: whoever is connected is cut off.
stop_postgres() {
  [ -n "$postgres" ] || return 0
  kill -INT "$postgres" 2>/dev/null || :
  wait "$postgres" 2>/dev/null || :
  postgres=''
  rm -rf "${run:?}/postgres"
}

# sql DATABASE [OPTION…]
sql() { "$postgres_bin/psql" -X -q -A -t -F ' ' -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$postgres_port" -U bench -d "$@"; }

database() { printf 'postgresql://bench@127.0.0.1:%s/%s' "$postgres_port" "$1"; }

# What is seeded may be lost: durable off, and on again, with all of it on disk.
durable() {
  sql postgres -c "ALTER SYSTEM SET fsync = $1" -c "SELECT pg_reload_conf()" -c CHECKPOINT >/dev/null
  [ "$1" = off ] || sync
}

# Processor time of all of its processes, those that are over included.
postgres_ticks() {
  { cat /proc/[0-9]*/stat 2>/dev/null || :; } | awk -v of="$postgres" '
    { sub(/\(.*\)/, "-") } $1 == of || $4 == of { n += $14 + $15 } $1 == of { n += $16 + $17 } END { printf "%d", n }'
}

# beside LABEL KIND NAME LENGTH CLIENTS: one run of the product; its processor time is that of the server and of PostgreSQL,
# of which the latter is the store's. What is owed when the run is over is of that run, too.
beside() {
  local label=$1 kind=$2 name=$3 length=$4 clients=$5 all engine began ended requests took p50 p99 failed broken
  connections=$clients lay_out "$kind" "$name" "${port_of[$name]}" "$length"
  all=$(ticks "${pid_of[$name]}") engine=$(postgres_ticks)
  began=$(date +%s%N)
  read -r requests took p50 p99 failed broken < <(load "$kind" "$name" "${port_of[$name]}" "$length" "$clients")
  ended=$(date +%s%N)
  [ "$kind" != push ] || await_nothing_owed "$name"
  all=$(($(ticks "${pid_of[$name]}") - all)) engine=$(($(postgres_ticks) - engine))
  awk -v label="$label" -v n="$requests" -v took="$took" -v late=$(($(date +%s%N) - ended)) -v p50="$p50" -v p99="$p99" \
    -v all=$all -v engine=$engine -v errors=$((failed + broken)) -v tick="$tick" -v kind="$kind" 'BEGIN {
      us = 1e6 / tick / n
      printf "%s %.0f %d %d %.1f %.1f 0 %d 0\n", label, n / (took + (kind == "push" ? late / 1e9 : 0)), p50, p99, (all + engine) * us, engine * us, errors
    }' | tee -a "$results" | shown
}

shown() { awk '{ printf "  %-22s %7d/s  p50 %6.2f ms  p99 %7.2f ms  %6.1f µs  errors %d\n", $1, $2, $3 / 1e3, $4 / 1e3, $5, $8 }' >&2; }

await_nothing_owed() {
  local tries=0
  while [ "$(sql "$1" -c "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE due IS NOT NULL LIMIT 1) AS owed")" != 0 ]; do
    [ $((tries += 1)) -lt 1200 ] || die "what is owed was not sent; see $run/$1.log."
    sleep 0.05
  done
}

# bare_statements LABEL LENGTH CLIENTS DATABASE SCRIPT OPTION…: one run of pgbench with that script. Its connections are new each
# time, so it is counted only once they have got to know tables and statements.
bare_statements() {
  local label=$1 length=$2 clients=$3 database=$4 script=$5 engine bench from
  shift 5
  "$postgres_bin/pgbench" -n -M prepared -c "$clients" -j 2 -T $((length + warm)) -f "benchmark/pgbench/$script" "$@" -D now="$(date +%s%3N)" \
    -l --log-prefix="$run/pgbench" -h 127.0.0.1 -p "$postgres_port" -U bench "$database" >"$run/pgbench.out" 2>&1 &
  bench=$!
  started="$started $bench"
  sleep "$warm"
  engine=$(postgres_ticks) from=$(date +%s.%N)
  wait $bench || { cat "$run/pgbench.out" >&2; die "pgbench failed."; }
  started=${started/ $bench/}
  # What its connections took is PostgreSQL's once their processes are buried.
  sleep 1
  engine=$(($(postgres_ticks) - engine))
  # What its log says of a transaction: client, number, µs, script, and when it was over in seconds and µs.
  cat "$run"/pgbench.[0-9]* | awk -v from="$from" '$5 + $6 / 1e6 >= from { print $3, $5 + $6 / 1e6 - from }' | sort -n >"$run/pgbench.times"
  rm -f "$run"/pgbench.[0-9]*
  awk -v label="$label" -v engine=$engine -v tick="$tick" '
    { v[NR] = $1 } $2 > took { took = $2 }
    END {
      us = engine * 1e6 / tick / NR
      printf "%s %.0f %d %d %.1f %.1f 0 0 0\n", label, NR / took, v[int((NR + 1) / 2)], v[int((NR * 99 + 99) / 100)], us, us
    }' "$run/pgbench.times" | tee -a "$results" | shown
  rm -f "$run/pgbench.times"
}

# Factors are given names that pgbench can compute: their persons' keys. Who they are to the load generator changes with it.
name_alike() {
  read -r service <"$run/postgresql.lists/service"
  service=${service#VA}
  sql postgresql <<'SQL'
UPDATE entity SET sid = person;
UPDATE factor SET sid = person, entity_sid = person;
CREATE FUNCTION bench_person(service text, number bigint) RETURNS bytea LANGUAGE sql IMMUTABLE
RETURN substr(sha256(decode($1, 'hex') || CAST('bench-' || lpad(CAST($2 AS text), 8, '0') AS bytea)), 1, 16);
CREATE FUNCTION bench_sid(now bigint, chance bigint) RETURNS bytea LANGUAGE sql IMMUTABLE
RETURN substr(int8send($1), 3) || int2send(CAST($2 & 32767 AS smallint)) || int8send($2);
VACUUM (FULL, ANALYZE) factor;
VACUUM (FULL, ANALYZE) entity;
SQL
  [ "$(sql postgresql -c "SELECT count(*) FROM factor WHERE person = bench_person('$service', 7)")" = 1 ] ||
    die "pgbench would not find the people."
  sql postgresql -c "SELECT identity, encode(person, 'hex') FROM entity" >"$run/postgresql.keys"
  awk 'NR == FNR { key[$1] = $2; next } { $2 = "YF" key[$1]; print }' "$run/postgresql.keys" "$run/postgresql.lists/phones" >"$run/phones"
  mv "$run/phones" "$run/postgresql.lists/phones"
  cut -d ' ' -f 1,2 "$run/postgresql.lists/phones" >"$run/postgresql.lists/people"
}

section_postgresql() {
  local clients people=$postgres_people
  start_postgres || { say "postgresql: SKIPPED, as there is no pgbench (Debian's package is called postgresql)."; return; }
  sql postgres -c "CREATE DATABASE postgresql"
  durable off
  COUNTERSIGN_DATABASE=$(database postgresql) seed_phones postgresql "$people" postgresql fcm
  name_alike
  durable on
  serve postgresql --database "$(database postgresql)" --database-connections "$postgres_connections" --push-budget 0 --push-unanswered 0
  for clients in 32 128; do
    say "postgresql: warming up with $clients clients..."
    connections=$clients settle push postgresql "$port" "$pid"
    await_nothing_owed postgresql
    for ((round = 0; round < rounds; round++)); do
      beside "pg-push-$clients" push postgresql "$seconds" $clients
      # Planned once, as the server's statements are: PostgreSQL would plan anew for what is computed from their parameters.
      PGOPTIONS='-c plan_cache_mode=force_generic_plan' bare_statements "pg-bare-$clients" "$seconds" $clients postgresql create-push.sql \
        -D people="$people" -D service="$service" -D account="${account#AC}"
    done
  done
  say "postgresql: approving..."
  connections=32 settle approve postgresql "$port" "$pid"
  for ((round = 0; round < rounds; round++)); do
    beside pg-approve approve postgresql "$seconds" 32
  done
  postgres_peak=$(memory "${pid_of[postgresql]}" VmHWM)
  stop postgresql
  sql postgres -c "DROP DATABASE postgresql WITH (FORCE)"
  rm -rf "${run:?}/postgresql" "$run/postgresql.lists" "$run/postgresql.keys"
}

postgres_titles='pg-push-32|Create a push challenge and ring, 32 clients
pg-bare-32|– floor: pgbench, same statements
pg-push-128|Create a push challenge and ring, 128 clients
pg-bare-128|– floor: pgbench, same statements
pg-approve|Approve: device GET, POST, GET, 32 phones
pg-create-few|Create, few stored
pg-create-many|Create, many stored
pg-list-few|List of 50, few stored
pg-list-many|List of 50, many stored
pg-create-whole|pgbench: create, one table
pg-create-parted|pgbench: create, a partition a day
pg-find-whole|pgbench: find one, one table
pg-find-parted|pgbench: find one, a partition a day
pg-list-whole|pgbench: list of 50, one table
pg-list-parted|pgbench: list of 50, a partition a day'

postgres_bars() {
  printf '| bar | to reach | figure | |\n|---|--:|--:|---|\n'
  bar "Create push, 32 clients: rate beside pgbench" "$(ratio pg-push-32 pg-bare-32 2)" ≥ 0.6 " ×"
  bar "Create push, 128 clients: rate beside pgbench" "$(ratio pg-push-128 pg-bare-128 2)" ≥ 0.6 " ×"
  bar "Create: CPU with many stored beside few" "$(ratio pg-create-many pg-create-few 5)" ≤ 1.3 " ×"
  bar "List: CPU with many stored beside few" "$(ratio pg-list-many pg-list-few 5)" ≤ 1.3 " ×"
}

postgres_remarks() {
  [ -z "${postgres_peak:-}" ] || printf -- '- Resident under the loads of 32 and 128 clients, at most: %s MB.\n' "$postgres_peak"
  if [ -n "${count[many]:-}" ]; then
    printf -- '- Few stored: %s challenges at first; many: %s. By p50 with 32 clients: create %s × and list %s ×; of PostgreSQL'"'"'s processes alone: create %s × and list %s ×.\n' \
      "${count[few]}" "${count[many]}" "$(ratio pg-create-many pg-create-few 3)" "$(ratio pg-list-many pg-list-few 3)" \
      "$(ratio pg-create-many pg-create-few 6)" "$(ratio pg-list-many pg-list-few 6)"
  fi
  [ -z "${days_told:-}" ] || printf '%s\n' "$days_told"
  [ -z "${copies_told:-}" ] || printf '%s\n' "$copies_told"
}

postgres_report() {
  machine
  # shellcheck disable=SC2016
  printf -- '- %s, shared_buffers %s MB, max_wal_size 8 GB, fsync and synchronous_commit on; `--database-connections %s`\n' \
    "$postgres_version" "$postgres_buffers" "$postgres_connections"
  printf -- '- Load of the machine (1, 5 and 15 minutes) before: %s; after: %s\n' "$load_before" "$(cut -d ' ' -f 1-3 /proc/loadavg)"
  printf '\n## Bars\n\n'
  postgres_bars
  printf '\n## Figures\n\n'
  figures "$postgres_titles"
  printf '\n'
  postgres_remarks
}

# shellcheck disable=SC2016
postgres_preamble='# Benchmarks on PostgreSQL

Written by `./bench --write` with the sections `postgresql`, `postgresql-size` (`--long`: ten million challenges), `postgresql-days` or
`postgresql-copy`; run it again rather than edit it. Server, PostgreSQL and whoever puts them under load share the processors of one machine, so trust the ratios more than the rates. Every figure is the median of
runs that alternate with their floor in one session, on one database. Every write is on disk before it is answered. CPU is
that of the server and of all of PostgreSQL'"'"'s processes, for each request; the store'"'"'s share is that of PostgreSQL.

The floor is `pgbench` with prepared statements and `benchmark/pgbench/create-push.sql`: for each challenge the statements that
the server has for it, in as many round trips and transactions, with as many clients and of the same people. Both put down
what is to be sent to the phone, and take it away in a second transaction once it was sent, in which they leave word of that in the
person'"'"'s trail: it is sent to the log here, since its Service names no Credential. The server'"'"'s rate counts the time until nothing is owed any more; its requests are counted
until then, and its times are those of the HTTP request alone, while those of `pgbench` are those of both transactions.

Of the few stored, two hundred people have 51 challenges each; of the many, everybody has 200, of which the lists show the newest.
Either way they lie in the order in which they were asked, among other people'"'"'s. Whether a partition for each day pays
is asked of PostgreSQL alone, by `pgbench` with 16 clients: everybody has 200 challenges of 90 days, once in one table and once in
93 partitions with the same keys.
'
