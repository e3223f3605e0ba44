#!/bin/sh
# Puts Moedt on this machine, brings it up to date, or takes it away again.
#
#   install.sh kiosk|central|uninstall-kiosk [--root DIR]
#
# Run it as often as you like; it never touches what was registered. With --root it
# only lays the files out below DIR, for an image or a look: nothing is downloaded,
# started or asked of the system, and no root is needed.
set -eu
umask 022 # the services' own users must be able to read what root lays out

here=$(cd "$(dirname "$0")" && pwd)
source=$(dirname "$here")
root=
kiosk_units='moedt.slice moedt-terminal.service moedt-page.socket moedt-page.service
    moedt-uplink.service moedt-trial.service moedt-screen.service'
central_units='moedt-central.service moedt-central-backup.service
    moedt-central-backup.timer'
prefix=/opt/moedt
etc=/etc/moedt
share=/usr/local/share/doc/moedt

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

# What only a living system can do.
live() { [ -n "$root" ] || "$@"; }

install_kiosk() {
    say 'packages'
    live packages python3-venv python3-gpiozero python3-lgpio python3-spidev
    say 'program'
    program
    say 'users, folders, units'
    put config/sysusers.conf /usr/local/lib/sysusers.d/moedt.conf
    put config/tmpfiles.conf /usr/local/lib/tmpfiles.d/moedt.conf
    users moedt.conf
    for unit in $kiosk_units; do put "units/$unit" "/usr/local/lib/systemd/system/$unit"; done
    settings kiosk.toml
    reboot_needed=no
    boot_files
    live make_key
    live systemctl daemon-reload
    live systemctl enable --quiet moedt-terminal.service moedt-page.socket moedt-page.service moedt-uplink.service moedt-trial.service
    # A socket is not moved while its service runs.
    live systemctl stop moedt-page.service
    live systemctl restart moedt-page.socket moedt-terminal.service moedt-page.service moedt-uplink.service
    say 'done'
    [ "$reboot_needed" = no ] || echo 'The boot files were changed: reboot before the reader can work (sudo reboot).'
    echo "Settings: $etc/kiosk.toml. Next ($share/install.md):"
    echo '  sudo moedt enrol CODE URL           with the one-time code from central'
    echo '  sudo moedt doctor                   says what is still missing'
}

install_central() {
    say 'packages'
    live packages python3-venv
    say 'program'
    program
    say 'users, folders, units'
    put config/sysusers-central.conf /usr/local/lib/sysusers.d/moedt-central.conf
    put config/tmpfiles-central.conf /usr/local/lib/tmpfiles.d/moedt-central.conf
    users moedt-central.conf
    for unit in $central_units; do put "units/$unit" "/usr/local/lib/systemd/system/$unit"; done
    settings central.toml
    live systemctl daemon-reload
    live systemctl enable --quiet moedt-central.service moedt-central-backup.timer
    live systemctl restart moedt-central.service moedt-central-backup.timer
    say 'done'
    echo "Settings: $etc/central.toml. Put a proxy with TLS in front of it ($share/install.md)."
}

# The journal, the key and the settings stay: whoever wants them gone must say so by hand.
uninstall_kiosk() {
    for unit in $kiosk_units; do
        case $unit in
            *.slice) ;;
            *) [ -n "$root" ] || systemctl disable --now --quiet "$unit" 2>/dev/null || true ;;
        esac
        rm -f "$root/usr/local/lib/systemd/system/$unit"
    done
    rm -f "$root/usr/local/lib/sysusers.d/moedt.conf" "$root/usr/local/lib/tmpfiles.d/moedt.conf"
    if [ ! -e "$root/usr/local/lib/systemd/system/moedt-central.service" ]; then
        rm -rf "$root$prefix" "$root$share"
        rm -f "$root/usr/local/bin/moedt"
    fi
    live systemctl daemon-reload
    say "done. The journal in /var/lib/moedt and what is in $etc were kept."
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

# lgpio and spidev come from the system: nothing is compiled on the terminal.
program() {
    live virtual_environment
    put bin/moedt /usr/local/bin/moedt 755
    put ../docs/install.md "$share/install.md"
    put ../docs/wiring.svg "$share/wiring.svg"
}

# There are two places for it; the new one is made in the one that does not run, and
# `current` is swung over in one step. `moedt update` does the same, with a trial.
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
    cp -R "$source/firmware" "$source/kiosk" "$source/server_sync" \
        "$source/pyproject.toml" "$source/README.md" "$source/LICENSE" "$copy"
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

# A new file takes the place of the old one in one step, or not at all.
put() {
    mkdir -p "$root$(dirname "$2")"
    cp "$here/$1" "$root$2.new"
    chmod "${3:-644}" "$root$2.new"
    mv "$root$2.new" "$root$2"
}

users() {
    live systemd-sysusers "$1"
    live systemd-tmpfiles --create "$1"
}

# What somebody has set stays.
settings() {
    mkdir -p "$root$etc"
    [ -e "$root$etc/$1" ] && return
    sed "s/@DEVICE@/$(device)/" "$here/config/$1" > "$root$etc/$1.new"
    chmod 644 "$root$etc/$1.new"
    mv "$root$etc/$1.new" "$root$etc/$1"
}

# The host's name, as far as it can be a terminal's.
device() {
    name=$(uname -n | tr '[:upper:]' '[:lower:]' | tr -cd 'a-z0-9-' | sed 's/^-*//' | cut -c 1-63)
    echo "${name:-terminal}"
}

make_key() {
    "$prefix/current/bin/moedt" uplink --settings "$etc/kiosk.toml" --fingerprint > /dev/null
    chown root:root "$etc/device.key"
    chmod 600 "$etc/device.key"
}

# Since Bookworm the files are in /boot/firmware, and /boot/config.txt only says so.
boot_files() {
    for folder in /boot/firmware /boot; do
        [ -f "$root$folder/config.txt" ] || continue
        if ! grep -Eq '^[[:space:]]*dtparam=([^#]*,)?spi=on' "$root$folder/config.txt"; then
            keep_first "$root$folder/config.txt"
            # [all] ends whatever section the file may end in.
            printf '\n[all]\n# Moedt: the bus of the card reader\ndtparam=spi=on\n' >> "$root$folder/config.txt"
            reboot_needed=yes
        fi
        if [ -f "$root$folder/cmdline.txt" ] && ! grep -q 'cgroup_enable=memory' "$root$folder/cmdline.txt"; then
            keep_first "$root$folder/cmdline.txt"
            # One line, and it must stay one; without this the memory limits do nothing.
            sed -i '1s/[[:space:]]*$/ cgroup_enable=memory/' "$root$folder/cmdline.txt"
            reboot_needed=yes
        fi
        return 0
    done
    echo 'No config.txt: not a Raspberry Pi? Then set reader = "emulated", or see to the SPI bus yourself.'
}

keep_first() { [ -e "$1.before-moedt" ] || cp "$1" "$1.before-moedt"; }

main "$@"
