#!/bin/sh
# Runs where Pulumi runs, while the host is in maintenance. Replace it with your work.
set -eu
your-tool --host "$CLOUDTOWER_MANAGEMENT_IP"
