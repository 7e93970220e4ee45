#!/bin/sh
# Is the host well? It has rebooted, and is still in maintenance.
set -eu
bmc-tool "$CLOUDTOWER_MANAGEMENT_IP" health
