#!/bin/sh
# Becomes process 1 of a machine in a machine: this one's files, with the folders that
# Moedt uses replaced, and a systemd that knows no units but those the installer laid out.
# Nothing outside ROOT is changed, and it ends with whoever started it.
#
#   unshare --mount --pid --fork --kill-child --ipc --uts --cgroup --net \
#       boot.sh ROOT PYTHON REPOSITORY PACKAGES
#
# ROOT holds what lasts over a reboot: laid/, what the installer laid out; targets/,
# state/, central/, backups/.
# PYTHON is a Python's prefix, REPOSITORY our code, PACKAGES the libraries.
set -eu
root=$1

# Nothing outside sees our mounts; inside, systemd passes credentials on by them.
mount --make-rprivate /
mount --make-rshared /
mount -t proc proc /proc
ip link set lo up
mount -t cgroup2 cgroup /sys/fs/cgroup

# Homes are hidden from a service, so all that it runs is shown elsewhere.
mount -t tmpfs -o mode=755 tmpfs /opt
mkdir -p /opt/tree /opt/python /opt/code /opt/packages /opt/moedt
mount --bind "$root" /opt/tree
mount --bind "$2" /opt/python
mount --bind "$3" /opt/code
mount --bind "$4" /opt/packages
mount --bind /opt/tree/laid/opt/moedt /opt/moedt
mount --bind /opt/tree/laid/usr/local /usr/local
mount --bind /opt/tree/laid/boot /boot

mount -t tmpfs -o mode=755 tmpfs /run
for folder in /tmp /var/tmp; do mount -t tmpfs -o mode=1777 tmpfs "$folder"; done
for folder in /etc /var/lib /var/backups; do
    over=/run/over$folder
    mkdir -p "$over/upper" "$over/work"
    mount -t overlay overlay -o "lowerdir=$folder,upperdir=$over/upper,workdir=$over/work" "$folder"
done
mkdir -p /etc/moedt /etc/systemd/system /var/lib/moedt /var/lib/moedt-central /var/backups/moedt
mount --bind /opt/tree/laid/etc/moedt /etc/moedt
mount --bind /opt/tree/laid/etc/systemd/system /etc/systemd/system
mount --bind /opt/tree/state /var/lib/moedt
mount --bind /opt/tree/central /var/lib/moedt-central
mount --bind /opt/tree/backups /var/backups/moedt
systemd-sysusers /usr/local/lib/sysusers.d/*.conf
chown moedt-central: /var/backups/moedt

export container=moedt SYSTEMD_UNIT_PATH=/etc/systemd/system:/usr/local/lib/systemd/system:/opt/tree/targets
exec /lib/systemd/systemd --system --unit=multi-user.target --log-target=console --log-level=notice
