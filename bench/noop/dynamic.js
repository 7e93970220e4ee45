// Answers at once with what HostMaintenanceMode would keep of a host with BENCH_VMS VMs.
const VMS = Number(process.env.BENCH_VMS ?? 5);
const UUID = "3f4ffd26-df27-4e6f-8c5b-6d534151dc3c";
const CUID = "cl9v4mv5p00000856x1yz2abc";
const TIME = "2026-01-01T00:00:00.000Z";

/** As bench/scenario.ts makes them: one in five shut down, one in five stopped, the others run. */
function lists() {
  const all = Array.from({ length: VMS }, (_, index) => {
    const kind = index % 5;
    const vm = { vmUuid: UUID, vmName: `vm-${index}`, powerState: kind === 4 ? "STOPPED" : "RUNNING" };
    return { kind, vm: { ...vm, targetHostName: "spare-0000" } };
  });
  const of = (wanted) => all.filter(({ kind }) => wanted(kind)).map(({ vm }) => vm);
  return {
    shutdownVms: of((kind) => kind === 0),
    liveMigratedVms: of((kind) => kind > 0 && kind < 4),
    offlineMigratedVms: of((kind) => kind === 4),
  };
}

const DEFAULTS = {
  ifAlreadyInMaintenance: "fail",
  onForeignSession: "refuse",
  timeouts: { precheck: "10m", enter: "2h", exit: "2h" },
  restore: { powerOn: "all", liveMigrateBack: "all", offlineMigrateBack: "all", changed: "skip" },
};

module.exports = {
  configure: async () => undefined,
  check: async (_olds, news) => ({ inputs: { ...DEFAULTS, ...news } }),
  diff: async () => ({ changes: false, replaces: [], deleteBeforeReplace: true }),
  create: async (inputs) => ({
    id: inputs.hostId,
    outs: {
      ...inputs,
      server: "http://127.0.0.1:40000",
      hostName: "node-0000",
      clusterId: CUID,
      clusterName: "cluster-0000",
      phase: "maintenance",
      submittedAt: TIME,
      taskId: CUID,
      enteredAt: TIME,
      maintenanceJobId: UUID,
      adopted: false,
      ...lists(),
    },
  }),
  read: async (id, props) => ({ id, props }),
  update: async (_id, _olds, news) => ({ outs: news }),
  delete: async () => undefined,
};
