#!/usr/bin/env bash
# run-image.sh ROOT DATA PROGRAM ARGUMENT…: runs a program of an unpacked image as its user, who can write in /data and /tmp only.
set -euo pipefail
root=$1 data=$2
shift 2
mount --bind "$root" "$root"
mount --bind "$data" "$root/data"
mount -t tmpfs tmpfs "$root/tmp"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -o remount,bind,ro "$root"
exec setpriv --no-new-privs chroot --userspec=1654:1654 "$root" "$@"
