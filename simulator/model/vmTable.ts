import type { Host, Vm } from "./entities";

/** All VMs, found by id, by UUID and by host without a search: a data centre has tens of thousands. */
export class VmTable {
  readonly #byId = new Map<string, Vm>();
  readonly #byUuid = new Map<string, Vm>();
  readonly #onHost = new Map<Host, Set<Vm>>();
  readonly #number = new Map<Vm, number>();

  get size(): number {
    return this.#byId.size;
  }

  /** Takes a VM in; from then on its `host` can be set like any field, and `on` knows. */
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

  /** By what maintenance calls use (`local_id`). */
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

  /** Who still holds the VM sees it as it was. */
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
