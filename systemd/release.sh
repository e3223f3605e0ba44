#!/bin/sh
# Makes a signed release of this clone: all wheels for 64-bit Arm and the two Python
# versions of Raspberry Pi OS, with the hashes that requirements.txt pins.
#
#   release.sh KEY        (make release KEY=release.key)
set -eu

source=$(dirname "$(cd "$(dirname "$0")" && pwd)")
key=${1:?usage: release.sh KEY}
bin=$source/.venv/bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/wheels"
for version in 3.11 3.13; do
    abi=cp$(echo "$version" | tr -d .)
    "$bin/pip" download --quiet --disable-pip-version-check --no-deps --require-hashes \
        --only-binary=:all: --python-version "$version" \
        --platform manylinux_2_28_aarch64 --platform manylinux_2_17_aarch64 \
        --abi "$abi" --abi abi3 --abi none \
        --dest "$work/wheels" -r "$source/requirements.txt"
done
# Builds from a copy, so that no files remain in the clone.
mkdir "$work/source"
cp -R "$source/firmware" "$source/kiosk" "$source/server_sync" "$source/systemd" \
    "$source/docs" "$source/pyproject.toml" "$source/README.md" "$source/LICENSE" "$work/source"
"$bin/pip" wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation \
    --wheel-dir "$work/wheels" "$work/source"
version=$("$bin/python" -c 'from importlib.metadata import version; print(version("moedt"))')
"$bin/moedt" release make "$work/wheels" --key "$key" -o "moedt-$version.release"
