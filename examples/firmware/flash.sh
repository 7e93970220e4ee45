#!/bin/sh
# Writes the firmware. It is active after the reboot.
set -eu
bmc-tool "$CLOUDTOWER_MANAGEMENT_IP" flash "$VERSION"
