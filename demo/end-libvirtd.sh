#!/bin/sh
# end-libvirtd.sh DIRECTORY
# Ends a private libvirt daemon and its guests, then removes its directory. Whatever the daemon started has the directory as its HOME.
set -u
directory=$1
[ -f "$directory/daemon.conf" ] || exit 0

# In rounds, because the daemon may start one more while it is being ended. Stopped processes die of SIGKILL too.
for round in 1 2 3 4 5 6 7 8 9 10; do
  pids=$(grep -lszxF "HOME=$directory" /proc/[0-9]*/environ | cut -d/ -f3)
  [ -n "$pids" ] || break
  # shellcheck disable=SC2086
  kill -KILL $pids 2>/dev/null
  sleep 0.05
done
rm -rf "$directory"
