# Runs on each host. A line that fails ends it, and its exit code is that of the run.
set -eu
echo "patching $(hostname), attempt $CLOUDTOWER_RUN_ATTEMPT"
yum --assumeyes --quiet update smartx-tools
