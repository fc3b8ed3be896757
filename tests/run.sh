#!/usr/bin/env bash
# Installs what the tests need, builds everything in Release, and runs every test. Ends with "N passed, N failed".
#   tests/run.sh            all, with the short forms of the crash and import checks (minutes)
#   tests/run.sh --long     the same with the long forms (half an hour)
set -uo pipefail
cd "$(dirname "$0")/.."
long=""
[ "${1:-}" = "--long" ] && long="--long" && export STOREHOUSE_LONG_TESTS=1
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
passed=0
failed=0
failures=""

note() { printf '\n== %s\n' "$*"; }

step() { # name, command…: one check that counts as one test
    local name=$1
    shift
    note "$name"
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        failures+="$name"$'\n'
        echo "FAILED: $name"
    fi
}

suite() { # project: an xunit project, whose own counts are added up
    note "tests/$1"
    local log status counts total bad
    log=$(mktemp)
    timeout 900 dotnet run --no-build -c Release --project "tests/$1" -- -noColor 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    counts=$(sed -n 's/.*Total: \([0-9]*\), Errors: \([0-9]*\), Failed: \([0-9]*\), Skipped: \([0-9]*\).*/\1 \2 \3 \4/p' \
        "$log" | tail -n 1)
    failures+=$(sed -n 's/^ *\(.*\) \[FAIL\]$/\1/p' "$log" | sort -u && echo .)
    failures=${failures%.}
    rm -f "$log"
    # shellcheck disable=SC2086
    set -- "$1" ${counts:-0 0 0 0}
    total=$2
    bad=$(($3 + $4))
    passed=$((passed + total - bad - $5))
    failed=$((failed + bad))
    if [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$total" -eq 0 ]; }; then
        failed=$((failed + 1))
        failures+="tests/$1 ended with status $status"$'\n'
        echo "FAILED: tests/$1 ended with status $status"
    fi
}

note "tools"
tests/install.sh || { echo "what the tests need could not be installed"; echo "0 passed, 1 failed"; exit 1; }

note "build"
if ! dotnet build -c Release Orleans.sln -nodeReuse:false -v quiet; then
    echo "0 passed, 1 failed"
    exit 1
fi

# Takes minutes of one core, which the first suites leave idle half of the time.
style=$(mktemp)
dotnet format Orleans.sln --no-restore --verify-no-changes --exclude-diagnostics CS1591 >"$style" 2>&1 &
style_pid=$!
styled() { wait "$style_pid" || { cat "$style"; return 1; }; }

for linter in "redocly lint --config redocly.yaml" "spectral lint -r .spectral.yaml --fail-severity=warn"; do
    # shellcheck disable=SC2086
    step "openapi: ${linter%% *}" sh -c 'cd tests/Contract && npx --no-install "$@" ../../docs/openapi/*.json' - $linter
done
for project in Unit Imports Providers Membership Hosting; do
    suite "$project"
done
step "code style" styled
rm -f "$style"
for project in Cluster Rest Contract Cli Oidc Chaos.Tests Operating Deploy Telemetry Monitoring Webhooks Fuzz; do
    suite "$project"
done
step "books: 1,000 real orders" timeout 900 dotnet run --no-build -c Release --project tests/Books -- ${long:+--full}
step "crash: kill -9 under load" timeout 3600 dotnet run --no-build -c Release --project tests/Chaos -- $long
step "crash: a cluster under faults" timeout 7200 dotnet run --no-build -c Release --project tests/Chaos -- --cluster $long

[ -z "$failures" ] || printf '\n== failed\n%s' "$failures"
echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
