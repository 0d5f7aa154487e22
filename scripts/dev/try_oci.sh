#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scripts/dev/try_oci.sh DEB [WORK]: makes an image of a Debian package with packaging/oci/ and runs
# it with podman: a photo of each format, another user, an empty cache. Needs root; keeps podman's
# storage in WORK (build/oci) and removes it at the end. The output belongs in docs/installation.md.
set -euo pipefail
deb=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source scripts/packages.sh
work=$(realpath -m "${2:-build/oci}")

install_packages podman runc python3-pil
archive=$(packaging/oci/build_image.sh "$deb" "$work" 2>"$work.log") || { cat "$work.log"; exit 1; }
storage=(--root "$work/podman/root" --runroot "$work/podman/run" --storage-driver vfs
  --runtime runc --cgroup-manager cgroupfs --events-backend file)
podman() { command podman "${storage[@]}" "$@"; }
trap 'podman system reset --force >/dev/null 2>&1; rm -rf "$work"/{podman,photos,out}' EXIT

mkdir -p "$work/photos"
/usr/bin/python3 - docs/samples/coffee.png "$work/photos" <<'EOF'
import sys
from PIL import Image
photo = Image.open(sys.argv[1]).convert("RGB")
for name in ("coffee.bmp", "coffee.jpg", "coffee.png"):
    photo.save(f"{sys.argv[2]}/{name}")
photo.save(f"{sys.argv[2]}/coffee.webp", lossless=True)
for compression in ("raw", "tiff_lzw", "tiff_adobe_deflate", "jpeg"):
    photo.save(f"{sys.argv[2]}/coffee-{compression}.tiff", compression=compression)
EOF

echo "== the image"
echo "$(basename "$archive"): $(stat -c %s "$archive") bytes"
podman load --quiet --input "$archive"
image=$(podman images --format '{{.Repository}}:{{.Tag}}')
podman image inspect --format 'unpacked: {{.Size}} bytes
{{.Os}}/{{.Architecture}}, user {{.Config.User}}, volumes {{json .Config.Volumes}}
entrypoint {{json .Config.Entrypoint}}, working folder {{.Config.WorkingDir}}
environment {{json .Config.Env}}' "$image"
podman image inspect --format '{{range $name, $value := .Labels}}{{$name}}={{$value}}
{{end}}' "$image" | sed '/^$/d'

# Limits below the usual ones: not every machine may raise them.
run() {
  podman run --rm --read-only --network none --cap-drop all --security-opt no-new-privileges \
    --ulimit nofile=1024:1024 --ulimit nproc=4096:4096 \
    --volume "$work/photos:/data:ro" --volume cache:/cache "$@"
}
echo "== a photo"
run "$image" --version
run "$image" --format table coffee.png
echo "== each format"
run "$image" --top-k 1 --format csv . | cut -d , -f 1,7,8
echo "== another user, and the volume for the cache"
run --user 1000:1000 "$image" --top-k 1 coffee.jpg
run "$image" weights cache
echo "== doctor"
run "$image" doctor | sed -n '$p'
echo "== two shards, by the command of docs/scale-out.md"
mkdir "$work/out"
chown 1000 "$work/out"
for index in 0 1; do
  # shellcheck disable=SC2016
  run --user 1000:1000 --volume "$work/out:/out" --env "JOB_COMPLETION_INDEX=$index" \
    --entrypoint sh "$image" -c 'k=$((JOB_COMPLETION_INDEX + 1))
      resnext-classify --quiet --shard $k/2 --resume /out/part-$k-of-2.jsonl /data || [ $? -eq 1 ]'
done
scripts/slurm/merge_parts.py "$work/out" --output "$work/photos/results.jsonl"
