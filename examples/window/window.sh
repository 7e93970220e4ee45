#!/bin/sh
# Usage: window.sh DURATION, as in 4h or 90m. It needs the `timeout` of GNU coreutils.
#
# SIGINT is what Ctrl-C sends: Pulumi finishes what it has begun, saves that, and begins nothing else. It must come once, because a second
# one kills Pulumi in the middle of a host. So there is no --kill-after; and --foreground is needed, because without it `timeout` sends the
# signal to the process and then to its whole group.
#
# `--continue-on-error`: a failure stops its own cluster only. The stack is the one that `pulumi stack select` has chosen.
set -u
code=0
timeout --foreground --signal=INT "${1:?how long is the window? For example 4h}" \
  pulumi up --yes --skip-preview --non-interactive --continue-on-error || code=$?
echo "$(date): ended with exit code $code"
exit "$code"
