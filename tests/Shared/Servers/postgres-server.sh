#!/usr/bin/env bash
# A PostgreSQL cluster of its own for one test process: postgres-server.sh BIN FOLDER PORT PASSWORD [WAL_LEVEL]
# Takes the lines "create NAME", "stop" and "start" on its input, answers "created", "stopped" and "ready". When the input ends, which it does
# however the test process ended, the kernel closing the pipe even of a killed one, the server and the folder go.
set -uo pipefail
bin=$1 folder=$2 port=$3 password=$4
# Ctrl+C reaches the whole group of processes; what has to be done is done when the input ends.
trap '' INT TERM HUP

# The server refuses to run as root.
as=()
printf '%s\n' "$password" >"$folder/password"
if [ "$(id -u)" = 0 ]; then
  as=(setpriv --reuid=postgres --regid=postgres --clear-groups --)
  chown postgres: "$folder" "$folder/password"
fi
cd "$folder"

start() {
  "${as[@]}" "$bin/pg_ctl" start -D "$folder/data" -w -t 120 -l "$folder/log" -o "-p $port" >"$folder/pg_ctl.log" 2>&1 && echo ready ||
    { cat "$folder/pg_ctl.log" "$folder/log" >&2; echo failed; }
}
stop() { "${as[@]}" "$bin/pg_ctl" stop -D "$folder/data" -w -m immediate >/dev/null 2>&1; }

# A language whose order of letters is not that of the bytes, so that a test sees where the hub forgets to say which it means.
"${as[@]}" "$bin/initdb" -D "$folder/data" -U postgres -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en-US \
  --auth=scram-sha-256 --pwfile="$folder/password" --no-sync >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; echo failed; exit 1; }
cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
fsync = off
max_prepared_transactions = 8
wal_level = ${5:-replica}
max_replication_slots = 60
max_wal_senders = 60
CONF
start

create() {
  PGPASSWORD=$password "$bin/createdb" -h 127.0.0.1 -p "$port" -U postgres "$1" >&2 && echo created || echo failed
}

while read -r command name; do
  case $command in
    create) create "$name" ;;
    stop) stop; echo stopped ;;
    start) start ;;
  esac
done
stop
rm -rf "$folder"
