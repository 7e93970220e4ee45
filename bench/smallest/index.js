// The smallest baseline: a dynamic resource with one input and one output, written as anybody would write it.
const pulumi = require("@pulumi/pulumi");

const stub = {
  check: (...a) => require("bench-smallest-tower/dynamic").check(...a),
  diff: (...a) => require("bench-smallest-tower/dynamic").diff(...a),
  create: (...a) => require("bench-smallest-tower/dynamic").create(...a),
  read: (...a) => require("bench-smallest-tower/dynamic").read(...a),
  delete: (...a) => require("bench-smallest-tower/dynamic").delete(...a),
};

class HostMaintenanceMode extends pulumi.dynamic.Resource {
  constructor(name, { hostId }, opts) {
    super(stub, name, { hostId, phase: undefined }, opts, "benchsmallest", "HostMaintenanceMode");
  }
}

module.exports = { HostMaintenanceMode };
