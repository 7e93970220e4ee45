#!/bin/sh
# Is the host well? It is still in maintenance.
set -eu
your-installer --host "$CLOUDTOWER_MANAGEMENT_IP" --check
