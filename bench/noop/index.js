// The baseline: a resource with the inputs, outputs and stub of HostMaintenanceMode, whose verbs do nothing.
const pulumi = require("@pulumi/pulumi");

const names = [
  ["server", "hostName", "clusterId", "clusterName", "phase", "submittedAt", "taskId", "enteredAt", "maintenanceJobId"],
  ["adopted", "shutdownVms", "liveMigratedVms", "offlineMigratedVms", "allowShutdown", "restore"],
  ["ifAlreadyInMaintenance", "onForeignSession", "timeouts", "reason", "connection"],
].flat();
const OUTPUTS = Object.fromEntries(names.map((name) => [name, undefined]));

const stub = {
  configure: (...a) => require("bench-noop-tower/dynamic").configure(...a),
  check: (...a) => require("bench-noop-tower/dynamic").check(...a),
  diff: (...a) => require("bench-noop-tower/dynamic").diff(...a),
  create: (...a) => require("bench-noop-tower/dynamic").create(...a),
  read: (...a) => require("bench-noop-tower/dynamic").read(...a),
  update: (...a) => require("bench-noop-tower/dynamic").update(...a),
  delete: (...a) => require("bench-noop-tower/dynamic").delete(...a),
};

class HostMaintenanceMode extends pulumi.dynamic.Resource {
  constructor(name, args, opts) {
    const options = pulumi.mergeOptions(opts, { deleteBeforeReplace: true });
    const __owner = `${pulumi.getProject()}/${pulumi.getStack()}/${name}`;
    super(stub, name, { ...OUTPUTS, ...args, __owner }, options, "benchnooptower", "HostMaintenanceMode");
  }
}

module.exports = { HostMaintenanceMode };
