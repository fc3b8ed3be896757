#!/bin/sh
# sbom.sh NAME DEPS_JSON: the packages a published program is made of, as a CycloneDX 1.6 document on standard output.
set -eu
awk -v program="$1" '
    function json(text) { return "\"" text "\"" }
    BEGIN {
        printf "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,"
        printf "\"metadata\":{\"component\":{\"type\":\"application\",\"name\":\"Storehouse.%s\"}},\"components\":[", program
    }
    /^  "libraries": \{/ { inside = 1; next }
    inside && /^    "[^"]+\/[^"]+": \{/ {
        split($1, quoted, "\""); split(quoted[2], part, "/"); name = part[1]; version = part[2]; package = 0
    }
    inside && /"type": "package"/ { package = 1 }
    inside && package && /"sha512": "sha512-/ {
        split($2, quoted, "\""); hash = substr(quoted[2], 8)
        printf "%s{\"type\":\"library\",\"name\":%s,\"version\":%s,\"purl\":%s,", separator, json(name), json(version), \
            json("pkg:nuget/" name "@" version)
        printf "\"properties\":[{\"name\":\"nuget:sha512\",\"value\":%s}]}", json(hash)
        separator = ","; package = 0
    }
    END { print "]}" }
' "$2"
