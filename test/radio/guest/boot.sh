#!/bin/bash
# The guest's first process. Its root file system is the host's folder, read-only: what is written goes into memory.
# Folders of the host are named on the kernel's command line: radio.exchange, radio.program, …
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
mount -t proc proc /proc
setting() { sed -n "s/.*radio\.$1=\([^ ]*\).*/\1/p" /proc/cmdline; }
mount -t tmpfs -o size=64m written /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work root /mnt/root
mount -t devtmpfs dev /mnt/root/dev
for share in exchange program node node_modules; do
  mkdir -p /mnt/root/radio/$share
  folder=$(setting $share)
  [ -z "$folder" ] || mount -t hostfs "$share" /mnt/root/radio/$share -o "$folder"
done
exec chroot /mnt/root /bin/bash /radio/exchange/guest/init.sh
