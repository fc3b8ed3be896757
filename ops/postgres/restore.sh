#!/usr/bin/env bash
# Makes a data folder for PostgreSQL from a base backup and the archived WAL.
#   restore.sh BACKUP ARCHIVE DATA [TIME]     such as: restore.sh /backup/2026-11-24 /archive /data '2026-11-24 03:00:00+00'
# Without TIME: everything that was archived. Run it as the server's own user; DATA must not exist. The server that is
# started on DATA replays the archive up to TIME and then takes writes; until then it says that it is in recovery.
set -euo pipefail
backup=${1:?name the backup}
archive=${2:?name the folder of archived WAL}
data=${3:?name the new data folder}
time=${4:-}
PATH="$PATH:$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)"

[ ! -e "$data" ] || { echo "$data is there already" >&2; exit 1; }
pg_verifybackup --quiet "$backup"
cp -a "$backup" "$data"
chmod 700 "$data"
{
    echo "restore_command = 'cp \"$archive/%f\" \"%p\"'"
    echo "recovery_target_action = 'promote'"
    [ -z "$time" ] || echo "recovery_target_time = '$time'"
} >>"$data/postgresql.auto.conf"
touch "$data/recovery.signal"
echo "Start PostgreSQL on $data"
