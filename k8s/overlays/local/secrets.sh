#!/usr/bin/env bash
# Makes the secrets of a trial cluster, once: k8s/overlays/local/secrets/
set -euo pipefail
cd "$(dirname "$0")"
[ -e secrets/storehouse.env ] && exit 0
umask 077
mkdir -p secrets
random() { head -c "$1" /dev/urandom | base64 | tr -d '\n'; }
password=$(random 18 | tr '+/' 'ab')
printf 'password=%s\n' "$password" >secrets/postgres.env
cat >secrets/storehouse.env <<SECRETS
Storehouse__Postgres__ConnectionString=Host=postgres;Username=storehouse;Database=storehouse;Password=$password
Storehouse__Admin__Password=$(random 12 | tr '+/' 'ab')
Storehouse__Identity__KeyEncryptionKey=$(random 32)
SECRETS
