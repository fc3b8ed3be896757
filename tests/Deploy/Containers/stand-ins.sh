#!/usr/bin/env bash
# stand-ins.sh STORE: images under the names of the public ones that the Dockerfile builds on, from this machine's own
# files, for where no registry can be reached. The one to build with is nearly empty: the build mounts this machine's
# /usr over it. The one to run on holds what the public one does: .NET's runtime, the C library, OpenSSL and roots.
set -euo pipefail
store=$1
image() { buildah --root "$store/root" --runroot "$store/run" --storage-driver overlay "$@"; }
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")

frame() { # folder
    mkdir -p "$1"/{usr/{bin,lib,lib64,sbin},etc/ssl,tmp,root,proc,sys,dev}
    for link in bin lib lib64 sbin; do ln -s "usr/$link" "$1/$link"; done
    chmod 1777 "$1/tmp"
    printf 'root:x:0:0::/root:/bin/sh\napp:x:1654:1654::/home/app:/bin/false\n' >"$1/etc/passwd"
    printf 'root:x:0:\napp:x:1654:\n' >"$1/etc/group"
    echo 'hosts: files dns' >"$1/etc/nsswitch.conf"
}

make() { # name, folder
    local container
    container=$(image from scratch)
    image add -q "$container" "$2" / >/dev/null
    image config --env PATH=/usr/bin:/bin "$container"
    image commit -q --rm "$container" "$1" >/dev/null
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
frame "$work/sdk"
make mcr.microsoft.com/dotnet/sdk:10.0-noble "$work/sdk"

frame "$work/runtime"
runtime=$(ls -d "$dotnet"/shared/Microsoft.NETCore.App/10.* | sort -V | tail -n 1)
mkdir -p "$work/runtime/usr/share/dotnet"
(cd "$dotnet" && cp -r --parents dotnet host/fxr "shared/Microsoft.NETCore.App/${runtime##*/}" \
    shared/Microsoft.AspNetCore.App/"${runtime##*/}" "$work/runtime/usr/share/dotnet/")
ln -s ../share/dotnet/dotnet "$work/runtime/usr/bin/dotnet"
libraries() { ldd "$@" 2>/dev/null | awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\/.*[^:]$/ { print $1 }' | sort -u; }
copied=$(libraries "$dotnet/dotnet" "$runtime"/*.so /usr/lib/*/libssl.so.3)
for library in $copied /usr/lib/*/lib{ssl,crypto}.so.3 /usr/lib/*/lib{nss_files,nss_dns,resolv}.so.2; do
    target="$work/runtime/usr${library#/usr}"
    mkdir -p "$(dirname "$target")"
    cp -nL "$library" "$target"
done
mkdir -p "$work/runtime/etc/ssl/certs"
cp -L /etc/ssl/certs/ca-certificates.crt "$work/runtime/etc/ssl/certs/"
make mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled "$work/runtime"
