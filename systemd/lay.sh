#!/bin/sh
# Installs what a version brings beside its program: units, users, folders, settings,
# boot files, the manual.
#
#   lay.sh [--root DIR]
#
# Every release contains this script and the files that it installs. `moedt update` runs
# the new version's script before it starts that version, and the old version's script
# to take it back. The installer uses its functions.
set -eu
umask 022 # the services' own users must be able to read what root lays out

here=$(cd "$(dirname "$0")" && pwd)
root=
kiosk_units='moedt.slice moedt-terminal.service moedt-page.socket moedt-page.service
    moedt-uplink.service moedt-trial.service moedt-update.service moedt-update.timer
    moedt-screen.service'
central_units='moedt-central.service moedt-central-backup.service moedt-central-backup.timer'
by_choice='moedt-screen.service'
etc=/etc/moedt
local=/usr/local
units=$local/lib/systemd/system
enabled=/etc/systemd/system
share=$local/share/doc/moedt
laid=$share/laid
manual=$here/doc
[ -d "$manual" ] || manual=$here/../docs # in a clone

# Steps that need a running system; not with --root.
live() { [ -n "$root" ] || "$@"; }

stands() { [ -e "$root$units/$1" ]; }

# Installs the files of this copy, and prints each file that changed. Users, folders and
# boot files are only added, and stay when a version is taken back. Units that this copy
# does not have are removed. A copy that was installed completely is not installed again,
# so that later changes by a person stay. The installer passes what belongs on this
# machine from now on.
lay() {
    wanted="${1:-}"
    ! stands moedt-terminal.service || wanted="$wanted kiosk"
    ! stands moedt-central.service || wanted="$wanted central"
    [ -n "$wanted" ] || return 0
    brought=$(summed)
    [ -n "${1:-}" ] || [ "$brought" != "$(cat "$root$laid" 2>/dev/null)" ] || return 0
    case $wanted in *kiosk*) lay_kiosk ;; esac
    case $wanted in *central*) lay_central ;; esac
    # shellcheck disable=SC2086,SC2116 # all on one line
    known=" $(echo $kiosk_units $central_units) "
    for found in "$root$units"/moedt*; do
        unit=$(basename "$found")
        case $known in *" $unit "*) continue ;; esac
        [ -f "$found" ] || continue
        live systemctl stop "$unit" || true
        drop "$unit"
        echo "$units/$unit"
    done
    echo "$brought" > "$root$laid.new"
    mv "$root$laid.new" "$root$laid"
    echo "$laid"
}

# A checksum over all files of a copy, the same in a clone and in a slot.
summed() {
    {
        cd "$here" && sha256sum lay.sh bin/* config/* units/*
        cd "$manual" && sha256sum install.md wiring.svg
    } | sha256sum
}

lay_kiosk() {
    lay_program
    put "$here/config/sysusers.conf" $local/lib/sysusers.d/moedt.conf
    put "$here/config/tmpfiles.conf" $local/lib/tmpfiles.d/moedt.conf
    for unit in $kiosk_units; do lay_unit "$unit"; done
    users sysusers.conf tmpfiles.conf
    settings kiosk.toml
    boot_files
}

lay_central() {
    lay_program
    put "$here/config/sysusers-central.conf" $local/lib/sysusers.d/moedt-central.conf
    put "$here/config/tmpfiles-central.conf" $local/lib/tmpfiles.d/moedt-central.conf
    for unit in $central_units; do lay_unit "$unit"; done
    users sysusers-central.conf tmpfiles-central.conf
    settings central.toml
}

lay_program() {
    put "$here/bin/moedt" $local/bin/moedt 755
    put "$manual/install.md" "$share/install.md"
    put "$manual/wiring.svg" "$share/wiring.svg"
}

# A new unit is enabled; a unit that somebody disabled stays disabled.
lay_unit() {
    stands "$1" || enable "$1"
    put "$here/units/$1" "$units/$1"
}

# Does what `systemctl enable` does, which needs the unit to exist already.
enable() {
    case " $by_choice " in *" $1 "*) return 0 ;; esac
    for target in $(sed -n 's/^WantedBy=//p' "$here/units/$1"); do
        mkdir -p "$root$enabled/$target.wants"
        ln -sfn "$units/$1" "$root$enabled/$target.wants/$1"
    done
}

drop() { rm -f "$root$units/$1" "$root$enabled"/*.wants/"$1"; }

# Replaces a file atomically, and prints its name.
put() {
    cmp -s "$1" "$root$2" && return 0
    mkdir -p "$root$(dirname "$2")"
    cp "$1" "$root$2.new"
    chmod "${3:-644}" "$root$2.new"
    mv "$root$2.new" "$root$2"
    echo "$2"
}

users() {
    live systemd-sysusers "$here/config/$1"
    live systemd-tmpfiles --create "$here/config/$2"
}

# Existing settings stay.
settings() {
    mkdir -p "$root$etc"
    [ -e "$root$etc/$1" ] && return 0
    sed "s/@DEVICE@/$(device)/" "$here/config/$1" > "$root$etc/$1.new"
    chmod 644 "$root$etc/$1.new"
    mv "$root$etc/$1.new" "$root$etc/$1"
}

# The host's name, turned into a valid name for a terminal.
device() {
    name=$(uname -n | tr '[:upper:]' '[:lower:]' | tr -cd 'a-z0-9-' | sed 's/^-*//' | cut -c 1-63)
    echo "${name:-terminal}"
}

# Since Bookworm the files are in /boot/firmware; /boot/config.txt only points there.
boot_files() {
    for folder in /boot/firmware /boot; do
        [ -f "$root$folder/config.txt" ] || continue
        config=$root$folder/config.txt line=$root$folder/cmdline.txt
        if ! grep -Eq '^[[:space:]]*dtparam=([^#]*,)?spi=on' "$config"; then
            # [all] ends whatever section the file may end in.
            { cat "$config"; printf '\n[all]\n# Moedt: the bus of the card reader\ndtparam=spi=on\n'; } |
                boot_file "$config"
        fi
        if [ -f "$line" ] && ! grep -q 'cgroup_enable=memory' "$line"; then
            # One line, and it must stay one; without this the memory limits do nothing.
            sed '1s/[[:space:]]*$/ cgroup_enable=memory/' "$line" | boot_file "$line"
        fi
        return 0
    done
    echo 'No config.txt: not a Raspberry Pi? Then set reader = "emulated", or see to the SPI bus yourself.' >&2
}

boot_state() { cat "$root"/boot/*.txt "$root"/boot/firmware/*.txt 2>/dev/null | sha256sum; }

# Synced to disk before it replaces the old one, because the next start reads it.
boot_file() {
    [ -e "$1.before-moedt" ] || cp "$1" "$1.before-moedt"
    cat > "$1.new"
    sync "$1.new"
    mv "$1.new" "$1"
    sync
}


case $0 in
    */lay.sh)
        [ "${1:-}" != --root ] || root=${2:?--root wants a folder}
        lay
        ;;
esac
