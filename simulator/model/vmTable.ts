import type { Host, Vm } from "./entities";

/** All VMs, indexed by id, UUID and host: a data centre has tens of thousands. */
export class VmTable {
  readonly #byId = new Map<string, Vm>();
  readonly #byUuid = new Map<string, Vm>();
  readonly #onHost = new Map<Host, Set<Vm>>();
  readonly #number = new Map<Vm, number>();

  get size(): number {
    return this.#byId.size;
  }

  /** Adds a VM. From then on its `host` can be set like any field, and `on` follows. */
  add(vm: Vm): void {
    this.#byId.set(vm.id, vm);
    this.#byUuid.set(vm.localId, vm);
    this.#number.set(vm, this.#number.size);
    let { host } = vm;
    const put = (next: Host | null) => {
      if (host) this.#onHost.get(host)?.delete(vm);
      host = next;
      if (host) this.#guests(host).add(vm);
    };
    put(host);
    Object.defineProperty(vm, "host", { enumerable: true, get: () => host, set: put });
  }

  get(id: string): Vm | undefined {
    return this.#byId.get(id);
  }

  /** By `local_id`, which maintenance calls use. */
  byUuid(localId: string): Vm | undefined {
    return this.#byUuid.get(localId);
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  values(): IterableIterator<Vm> {
    return this.#byId.values();
  }

  /** The VMs of a host, in the order in which they were added, wherever they have been since. */
  on(host: Host): Vm[] {
    const number = (vm: Vm) => this.#number.get(vm) ?? 0;
    return [...this.#guests(host)].filter((vm) => this.has(vm.id)).sort((a, b) => number(a) - number(b));
  }

  /** Code that still has the VM sees it as it was. */
  delete(id: string): void {
    const vm = this.#byId.get(id);
    this.#byId.delete(id);
    if (vm) this.#byUuid.delete(vm.localId);
  }

  #guests(host: Host): Set<Vm> {
    const guests = this.#onHost.get(host) ?? new Set();
    this.#onHost.set(host, guests);
    return guests;
  }
}
