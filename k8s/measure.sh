#!/usr/bin/env bash
# What silos and front ends take under load: 3 silos and 2 front ends on this machine, orders of two lines on 1,000 SKUs
# from 64 connections. Prints for each process its cores, on average while orders came, and its most memory.
#   dotnet build -c Release tests/Bench && k8s/measure.sh [seconds]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-40}
samples=$(mktemp)
trap 'rm -f "$samples"' EXIT

dotnet tests/Bench/bin/Release/net10.0/Storehouse.Tests.Bench.dll --cluster --scenario uniform --server-only --silos 3 \
    --apis 2 --seconds "$seconds" --rounds 1 --warmup 3000 --skus 1000 --seed 1 &
bench=$!
while kill -0 "$bench" 2>/dev/null; do
    for pid in $(pgrep -f 'Storehouse\.(Silo|Api)\.dll' || true); do
        [ -r "/proc/$pid/stat" ] || continue
        program=$(tr '\0' ' ' <"/proc/$pid/cmdline" | grep -o 'Storehouse\.[A-Za-z]*\.dll' | head -n 1) || continue
        ticks=$(awk '{ print $14 + $15 }' "/proc/$pid/stat" 2>/dev/null) || continue
        peak=$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status" 2>/dev/null) || continue
        echo "$pid $program $(date +%s%N) $ticks $peak" >>"$samples"
    done
    sleep 1
done
wait "$bench"
awk -v hertz="$(getconf CLK_TCK)" '
    { if ($1 in before) { used = ($4 - before[$1]) / hertz / (($3 - at[$1]) / 1e9); if (used > most[$1]) most[$1] = used
        if (used > 0.05) { sum[$1] += used; count[$1]++ } }
      name[$1] = $2; before[$1] = $4; at[$1] = $3; peak[$1] = $5 }
    END { printf "%-22s %8s %8s %10s\n", "process", "cores", "most", "peak MiB"
          for (pid in name) printf "%-22s %8.2f %8.2f %10d\n", name[pid], sum[pid] / (count[pid] ? count[pid] : 1), most[pid], peak[pid] / 1024 }
' "$samples" | sort
