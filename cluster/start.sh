#!/usr/bin/env bash
# A whole cluster on this machine: PostgreSQL, Consul, 3 silos, 2 front ends and the gateway, on loopback.
#   cluster/start.sh            until Ctrl-C, which stops all of it
#   SILOS=2 APIS=1 cluster/start.sh
#   RATE=5000r/s SIGN_IN_RATE=100r/s cluster/start.sh   what the gateway takes from one address
# Installed programs are used; tests/install.sh installs them on Debian. Data lives in cluster/data and stays.
set -euo pipefail
cd "$(dirname "$0")"
here=$PWD
silos=${SILOS:-3}
apis=${APIS:-2}
port=${PORT:-8080}
data=${DATA:-$here/data}
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

fail() { echo "cluster: $*" >&2; exit 1; }
need() { command -v "$1" >/dev/null || fail "$1 is not installed; on Debian: sudo tests/install.sh"; }
need dotnet; need consul; need nginx; need curl
postgres_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$postgres_bin" ] || postgres_bin=$(dirname "$(command -v postgres || true)")
[ -x "$postgres_bin/postgres" ] || fail "PostgreSQL is not installed; on Debian: sudo tests/install.sh"

mkdir -p "$data/log" "$data/postgres" "$data/consul" "$data/nginx"
pids=()
names=()

# PostgreSQL refuses to run as root.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else "$@"; fi
}

start() { # name, program…
    local name=$1
    shift
    "$@" >"$data/log/$name.log" 2>&1 &
    pids+=($!)
    names+=("$name")
}

wait_for() { # name, seconds, command…
    local name=$1 seconds=$2
    shift 2
    for _ in $(seq $((seconds * 10))); do
        "$@" >/dev/null 2>&1 && return 0
        for i in "${!pids[@]}"; do
            [ "${names[$i]}" != "$name" ] || kill -0 "${pids[$i]}" 2>/dev/null || break 2
        done
        sleep 0.1
    done
    tail -n 20 "$data/log/$name.log" >&2
    fail "$name did not come up within $seconds s; its log is $data/log/$name.log"
}

stop_all() {
    trap - EXIT INT TERM
    echo
    echo "stopping"
    # In the reverse order: the gateway first, the database last, each only when those above are gone.
    for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
        local signal=TERM
        [ "${names[$i]}" = postgres ] && signal=INT
        kill -s "$signal" "${pids[$i]}" 2>/dev/null || true
        case ${names[$i]} in
            api2 | silo*) ;; # front ends together, then silos together
            *) for ((j = i; j < ${#pids[@]}; j++)); do wait "${pids[$j]}" 2>/dev/null || true; done ;;
        esac
    done
}
trap stop_all EXIT INT TERM

free() { ! curl -s -o /dev/null --max-time 1 "http://127.0.0.1:$1/"; }
free "$port" || fail "port $port is in use; give another: PORT=9090 cluster/start.sh"

echo "building"
dotnet build -c Release -v quiet "$here/../Silo" >"$data/log/build.log" 2>&1 || { cat "$data/log/build.log" >&2; exit 1; }
dotnet build -c Release -v quiet "$here/../Api" >"$data/log/build.log" 2>&1 || { cat "$data/log/build.log" >&2; exit 1; }

echo "starting"
if [ ! -e "$data/postgres/db/PG_VERSION" ]; then
    [ "$(id -u)" -ne 0 ] || chown postgres "$data/postgres"
    as_postgres "$postgres_bin/initdb" -D "$data/postgres/db" -U storehouse --auth=trust --encoding=UTF8 --locale=C \
        >"$data/log/initdb.log" 2>&1 || { cat "$data/log/initdb.log" >&2; exit 1; }
fi
start postgres as_postgres "$postgres_bin/postgres" -D "$data/postgres/db" -p 15432 -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories= -c max_connections=300
wait_for postgres 30 "$postgres_bin/pg_isready" -h 127.0.0.1 -p 15432
start consul consul agent -server -bootstrap-expect=1 -data-dir="$data/consul" -bind=127.0.0.1 -client=127.0.0.1 \
    -node=local -http-port=18500 -dns-port=-1 -grpc-port=-1 -server-port=18300 -serf-lan-port=18301 \
    -serf-wan-port=-1 -hcl='disable_update_check = true' -hcl='ui = true'
wait_for consul 30 curl -sf -o /dev/null http://127.0.0.1:18500/v1/status/leader

export Storehouse__Postgres__ConnectionString="Host=127.0.0.1;Port=15432;Username=storehouse;Database=postgres"
export Storehouse__Consul__Address=http://127.0.0.1:18500
export Storehouse__Discovery__Kind=Consul
export Storehouse__Shutdown__Delay=00:00:03
export Storehouse__Gateway__Trusted__0=127.0.0.1
export Storehouse__Identity__Issuer="http://localhost:$port/"
password_file="$data/admin-password"
[ -e "$password_file" ] || (umask 077 && head -c 12 /dev/urandom | base64 | tr '/+' 'ab' >"$password_file")
Storehouse__Admin__Password=$(cat "$password_file")
export Storehouse__Admin__Password

for n in $(seq "$silos"); do
    mkdir -p "$data/silo$n"
    start "silo$n" env Storehouse__DataPath="$data/silo$n" Storehouse__Silo__Port=$((11110 + n)) \
        Storehouse__Silo__GatewayPort=$((30000 + n)) Storehouse__Silo__AdvertisedAddress=127.0.0.1 \
        dotnet "$here/../Silo/bin/Release/net10.0/Storehouse.Silo.dll" --urls "http://127.0.0.1:$((5100 + n))"
done
upstreams=""
for n in $(seq "$apis"); do
    mkdir -p "$data/api$n"
    start "api$n" env Storehouse__DataPath="$data/api$n" \
        dotnet "$here/../Api/bin/Release/net10.0/Storehouse.Api.dll" --urls "http://127.0.0.1:$((5000 + n))"
    upstreams+="server 127.0.0.1:$((5000 + n)) max_fails=1 fail_timeout=1s; "
done
for n in $(seq "$silos"); do wait_for "silo$n" 90 curl -sf -o /dev/null "http://127.0.0.1:$((5100 + n))/health/ready"; done
for n in $(seq "$apis"); do wait_for "api$n" 90 curl -sf -o /dev/null "http://127.0.0.1:$((5000 + n))/health/ready"; done

sed -e "s#\${LISTEN}#127.0.0.1:$port#" -e "s#\${APIS}#$upstreams#" -e "s#\${RUN}#$data/nginx#" \
    -e "s#\${SCHEME}#\$scheme#" -e "s#\${BALANCERS}##" -e "s#\${RATE}#${RATE:-200r/s}#" \
    -e "s#\${SIGN_IN_RATE}#${SIGN_IN_RATE:-5r/s}#" "$here/gateway/nginx.conf.template" >"$data/nginx/nginx.conf"
start gateway nginx -p "$data/nginx" -c "$data/nginx/nginx.conf"
wait_for gateway 10 curl -sf -o /dev/null "http://127.0.0.1:$port/gateway/health"

cat <<READY
Storehouse is ready at http://localhost:$port
  front ends    $(for n in $(seq "$apis"); do printf 'http://localhost:%d  ' $((5000 + n)); done)
  silos         $(for n in $(seq "$silos"); do printf 'http://localhost:%d/health/ready  ' $((5100 + n)); done)
  consul        http://localhost:18500/ui
  postgres      psql -h 127.0.0.1 -p 15432 -U storehouse postgres
  logs          $data/log
  administrator admin, password in $password_file
  stop          Ctrl-C
READY

# Any of them that ends by itself ends all; a failure is told from a wish by who ended first.
status=0
wait -n "${pids[@]}" || status=$?
echo "one of the processes ended by itself (status $status):" >&2
for i in "${!pids[@]}"; do kill -0 "${pids[$i]}" 2>/dev/null || { echo "  ${names[$i]}" >&2; tail -n 5 "$data/log/${names[$i]}.log" >&2; }; done
exit 1
