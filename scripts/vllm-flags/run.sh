#!/bin/sh
# Writes lib/models/vllm/vllm-flags.ts and vllm-parsers.ts from the sources of vLLM on PyPI; nothing of vLLM is built or run.
#
#   scripts/vllm-flags/run.sh                  the versions of VLLM in lib/versions.ts
#   scripts/vllm-flags/run.sh 0.18.0 0.33.0    these versions
#
# Needs python3 (3.9 or newer, with venv), GNU tar, sed and sort, and PyPI. Each version needs an sdist.
set -eu
cd "$(dirname "$0")/../.."
here=scripts/vllm-flags
out=lib/models/vllm

if [ $# -eq 0 ]; then
  # shellcheck disable=SC2046
  set -- $(sed -n "/static readonly VLLM:/,/};/s/.*\(oldest\|lock\|newest\): 'v\(.*\)',/\2/p" lib/versions.ts)
fi
[ $# -gt 0 ] || { echo "no vLLM versions in lib/versions.ts" >&2; exit 1; }
versions=$(printf '%s\n' "$@" | sort -Vu)

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check unearth==0.19.0

trees=
for version in $versions; do
  # Not `pip download`: that runs vLLM's build script, and fails.
  "$tmp/venv/bin/unearth" --no-binary "vllm==$version" --download "$tmp" > /dev/null
  tar -xzf "$tmp/vllm-$version.tar.gz" -C "$tmp" --wildcards "vllm-$version/vllm/*.py"
  trees="$trees $tmp/vllm-$version"
done

# shellcheck disable=SC2086
python3 -B "$here/extract.py" $trees > "$tmp/flags.json"
python3 -B "$here/render.py" < "$tmp/flags.json" > "$tmp/vllm-flags.ts"
# shellcheck disable=SC2086
python3 -B "$here/parsers.py" $trees > "$tmp/vllm-parsers.ts"
mv "$tmp/vllm-flags.ts" "$tmp/vllm-parsers.ts" "$out"
node_modules/.bin/biome check --write "$out/vllm-flags.ts" "$out/vllm-parsers.ts"
