#!/usr/bin/env bash
# Takes a base backup of a running PostgreSQL server into a new folder, and checks it.
#   backup.sh FOLDER [CONNECTION [OPTION…]]     such as: backup.sh /backup/2026-11-24 "host=db user=backup"
# Options are those of pg_basebackup.
# With the archived WAL from its start on, it is restored to any later moment: restore.sh, docs/BACKUP.md.
set -euo pipefail
folder=${1:?name a new folder for the backup}
connection=${2:-}
shift $(($# < 2 ? $# : 2))
PATH="$PATH:$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)"

draft="$folder.unfinished"
rm -rf "$draft"
pg_basebackup --dbname="$connection" --pgdata="$draft" --wal-method=stream --checkpoint=fast \
    --manifest-checksums=SHA256 --no-password "$@"
pg_verifybackup --quiet "$draft"
mv "$draft" "$folder"
echo "Backed up to $folder"
