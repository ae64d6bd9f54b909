#!/usr/bin/env bash
# The rate limiter and its store as images, for a test cluster that no registry reaches: envoyproxy/ratelimit compiled
# from its Go module, Valkey from Debian's packages. Both take the names that manifests have.
#
#   rate-limiter.sh COMMAND...   builds what is missing, then runs COMMAND with the two archives as further arguments
#
# Needs Go, apt, and Debian's keys. IMAGE_CACHE (default ~/.cache/inference-images) keeps the archives.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${IMAGE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/inference-images}
module=github.com/envoyproxy/ratelimit@v1.4.1-0.20260122083618-3fb702589d36
suite=trixie
libraries="libatomic1 libc6 libjemalloc2 liblzf1 libssl3t64 libsystemd0 libzstd1 zlib1g libcap2 libgcc-s1 libstdc++6"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$cache"

# locked COMPONENT FIELD: what the version lock says.
locked() { sed -n "/static readonly $1:/,/};/p" "$here/../../../lib/versions.ts" | sed -n "s/.* $2: '\(.*\)'.*/\1/p"; }

# pack NAME FOLDER ARCHIVE: the files of a folder as an image.
pack() {
  local out=$work/pack
  mkdir -p "$out"
  tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$2" -cf "$out/layer.tar" .
  printf '{"architecture":"amd64","os":"linux","config":{"User":"65532:65532","Env":["PATH=/usr/local/bin:/bin","LD_LIBRARY_PATH=/lib"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$(sha256sum "$out/layer.tar" | cut -d' ' -f1)" >"$out/config.json"
  printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$1" >"$out/manifest.json"
  tar -C "$out" -cf "$3.part" manifest.json config.json layer.tar
  mv "$3.part" "$3"
}

limiter() { # ARCHIVE
  mkdir -p "$work/limiter/bin" "$work/limiter/etc/ssl/certs" "$work/module"
  cd "$work/module"
  export CGO_ENABLED=0 GOWORK=off GOFLAGS="-buildvcs=false -mod=mod"
  go mod init throwaway 2>/dev/null
  go mod edit -require="$module" -tool="${module%@*}/src/service_cmd"
  go build -trimpath -ldflags "-s -w" -o "$work/limiter/bin/ratelimit" "${module%@*}/src/service_cmd"
  cp /etc/ssl/certs/ca-certificates.crt "$work/limiter/etc/ssl/certs/"
  pack "$(locked RATE_LIMITER image):$(locked RATE_LIMITER lock)" "$work/limiter" "$1"
}

store() { # ARCHIVE
  local root=$work/root image=$work/store
  mkdir -p "$work"/apt/{lists/partial,cache/archives/partial,debs} "$root" "$image"/{lib,lib64,usr/local/bin,data}
  # Where this machine has its own packages from.
  local mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Identifier: Packages' | grep -m 1 '/debian/$')
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$work/apt/sources.list"
  local apt=(-qq -o "Dir::Etc::sourcelist=$work/apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/apt/lists" -o "Dir::Cache=$work/apt/cache" -o APT::Sandbox::User=root)
  apt-get "${apt[@]}" update
  # shellcheck disable=SC2086
  (cd "$work/apt/debs" && apt-get "${apt[@]}" download valkey-tools $libraries)
  for deb in "$work"/apt/debs/*.deb; do dpkg-deb -x "$deb" "$root"; done
  find "$root/usr/lib/x86_64-linux-gnu" -maxdepth 1 -name '*.so*' -exec cp -P {} "$image/lib" \;
  cp -L "$root/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" "$image/lib64/"
  cp -L "$root/usr/bin/valkey-check-rdb" "$image/usr/local/bin/valkey-server"
  chmod 777 "$image/data"
  pack "$(locked COUNTER_STORE image):$(locked COUNTER_STORE lock)" "$image" "$1"
}

archives=()
for part in limiter store; do
  archive=$cache/$part-$(sha256sum "$0" "$here/../../../lib/versions.ts" | sha256sum | cut -c1-12).tar
  [ -s "$archive" ] || (
    begin=$SECONDS
    "$part" "$archive"
    echo "$part: $(stat -c %s "$archive") bytes in $((SECONDS - begin)) s"
  )
  archives+=("$archive")
done
"$@" "${archives[@]}"
