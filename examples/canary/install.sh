#!/bin/sh
# Runs where Pulumi runs, while the host is in maintenance. Replace it with your work.
set -eu
echo "installing on $CLOUDTOWER_HOST_NAME of $CLOUDTOWER_CLUSTER_NAME"
your-installer --host "$CLOUDTOWER_MANAGEMENT_IP"
