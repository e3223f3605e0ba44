#!/bin/sh
# Installs, updates or removes Moedt on this machine.
#
#   install.sh kiosk|central|uninstall-kiosk [--root DIR]
#
# It may be run again at any time and never changes the journal. With --root it only
# writes the files below DIR, for an image or a look: it downloads and starts nothing,
# asks the system for nothing, and needs no root.
set -eu
# Functions that install units, users, settings and boot files; also in each release.
. "$(dirname "$0")/lay.sh"

source=$(dirname "$here")
prefix=/opt/moedt

main() {
    what=${1:-}
    [ $# -eq 0 ] || shift
    while [ $# -gt 0 ]; do
        case $1 in
            --root) root=${2:?--root wants a folder}; shift 2 ;;
            *) refuse "what is $1? $(usage)" ;;
        esac
    done
    case $what in
        kiosk | central | uninstall-kiosk) ;;
        *) refuse "$(usage)" ;;
    esac
    [ -n "$root" ] || [ "$(id -u)" -eq 0 ] || refuse "this changes the system: run it with sudo"
    case $what in
        kiosk) install_kiosk ;;
        central) install_central ;;
        uninstall-kiosk) uninstall_kiosk ;;
    esac
}

usage() { echo 'usage: install.sh kiosk|central|uninstall-kiosk [--root DIR]'; }

refuse() {
    echo "install.sh: $*" >&2
    exit 2
}

say() { echo "== $*"; }

install_kiosk() {
    say 'packages'
    live packages python3-venv python3-gpiozero python3-lgpio python3-spidev
    say 'program'
    live virtual_environment
    say 'users, folders, units'
    before=$(boot_state)
    lay kiosk > /dev/null
    live make_key
    start
    say 'done'
    [ "$before" = "$(boot_state)" ] || echo 'The boot files were changed: reboot before the reader can work (sudo reboot).'
    echo "Settings: $etc/kiosk.toml. Next ($share/install.md):"
    echo '  sudo moedt enrol CODE URL           with the one-time code from central'
    echo '  sudo moedt doctor                   says what is still missing'
}

install_central() {
    say 'packages'
    live packages python3-venv
    say 'program'
    live virtual_environment
    say 'users, folders, units'
    lay central > /dev/null
    start
    say 'done'
    echo "Settings: $etc/central.toml. Put a proxy with TLS in front of it ($share/install.md)."
}

# Journal, key and settings stay; they can only be deleted by hand.
uninstall_kiosk() {
    for unit in $kiosk_units; do
        case $unit in
            *.slice) ;;
            *) [ -n "$root" ] || systemctl disable --now --quiet "$unit" 2>/dev/null || true ;;
        esac
        drop "$unit"
    done
    rm -f "$root$local/lib/sysusers.d/moedt.conf" "$root$local/lib/tmpfiles.d/moedt.conf" "$root$laid"
    if ! stands moedt-central.service; then
        rm -rf "$root$prefix" "$root$share"
        rm -f "$root$local/bin/moedt"
    fi
    live systemctl daemon-reload
    say "done. The journal in /var/lib/moedt and what is in $etc were kept."
}

# Terminal and central can be on one machine; then both run the new program.
start() {
    live systemctl daemon-reload
    if stands moedt-terminal.service; then
        # A socket is not moved while its service runs.
        live systemctl stop moedt-page.socket moedt-page.service
        live systemctl restart moedt-page.socket moedt-terminal.service moedt-page.service \
            moedt-uplink.service moedt-update.timer
    fi
    if stands moedt-central.service; then
        live systemctl restart moedt-central.service moedt-central-backup.timer
    fi
}

packages() {
    missing=
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    apt-get update -q
    # shellcheck disable=SC2086 # they are several words on purpose
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
}

# There are two slots. The new environment is made in the one that is not running, and
# the link `current` is replaced atomically. `moedt update` does the same, with a trial.
# lgpio and spidev are the system's packages: nothing is compiled on the terminal.
virtual_environment() {
    [ "$(readlink "$prefix/current")" = "$(readlink "$prefix/trusted")" ] ||
        refuse 'an update is on trial: wait a minute, or reboot'
    slot=a
    [ "$(readlink "$prefix/current")" != a ] || slot=b
    mkdir -p "$prefix"
    rm -rf "${prefix:?}/$slot"
    python3 -m venv --system-site-packages "$prefix/$slot"
    "$prefix/$slot/bin/pip" install --quiet --disable-pip-version-check --no-deps \
        --require-hashes -r "$source/requirements.txt"
    copy=$(mktemp -d)
    # Built from a copy, so that root leaves nothing behind in the clone.
    cp -R "$source/firmware" "$source/kiosk" "$source/server_sync" "$source/systemd" \
        "$source/docs" "$source/pyproject.toml" "$source/README.md" "$source/LICENSE" "$copy"
    "$prefix/$slot/bin/pip" install --quiet --disable-pip-version-check --no-deps \
        --no-build-isolation --force-reinstall "$copy"
    rm -rf "$copy"
    "$prefix/$slot/bin/moedt" release seal "$prefix/$slot"
    swing current
    swing trusted
}

swing() {
    ln -sfn "$slot" "$prefix/$1.new"
    mv -T "$prefix/$1.new" "$prefix/$1"
}

make_key() {
    "$prefix/current/bin/moedt" uplink --settings "$etc/kiosk.toml" --fingerprint > /dev/null
    chown root:root "$etc/device.key"
    chmod 600 "$etc/device.key"
}

main "$@"
