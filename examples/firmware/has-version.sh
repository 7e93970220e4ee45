#!/bin/sh
# Does the host have this version? Exit code 0: yes. 1: no. Above 125: nobody knows, and nothing is done.
found=$(bmc-tool "$CLOUDTOWER_MANAGEMENT_IP" version) || exit 126
test "$found" = "$VERSION"
