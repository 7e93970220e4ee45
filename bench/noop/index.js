// The baseline of equal state: a resource with the inputs and outputs of HostMaintenanceMode, whose verbs do nothing.
const pulumi = require("@pulumi/pulumi");

const names = [
  ["server", "hostName", "clusterId", "clusterName", "phase", "submittedAt", "taskId", "enteredAt", "maintenanceJobId"],
  ["adopted", "shutdownVms", "liveMigratedVms", "offlineMigratedVms", "allowShutdown", "restore"],
  ["ifAlreadyInMaintenance", "onForeignSession", "timeouts", "reason", "connection"],
].flat();
const OUTPUTS = Object.fromEntries(names.map((name) => [name, undefined]));

const PROVIDER = 'exports.handler=()=>require("bench-noop-tower/dynamic")';

class HostMaintenanceMode extends pulumi.CustomResource {
  constructor(name, args, opts) {
    const options = pulumi.mergeOptions(opts, { deleteBeforeReplace: true });
    const __owner = `${pulumi.getProject()}/${pulumi.getStack()}/${name}`;
    const type = "pulumi-nodejs:dynamic/benchnooptower:HostMaintenanceMode";
    super(type, name, { ...OUTPUTS, ...args, __owner, __provider: PROVIDER }, options);
  }
}

module.exports = { HostMaintenanceMode };
