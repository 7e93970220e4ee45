// Which hosts a rolling maintenance chooses, and in which order.
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { GetHostResult } from "../../provider/resources/hostResult";
import { chosenHosts } from "../../provider/resources/rollingHosts";

const listed = vi.hoisted(() => ({ hosts: [] as GetHostResult[], args: [] as unknown[] }));
vi.mock("../../provider/resources/getHosts", () => ({
  getHosts: async (args: unknown) => {
    listed.args.push(args);
    return listed.hosts;
  },
}));

function host(id: string, name: string, cluster: string, state: GetHostResult["state"] = "in-use"): GetHostResult {
  const place = { clusterId: `id-of-${cluster}`, clusterName: cluster.replace(/^other-/, "") };
  const rest = { managementIp: "", dataIp: undefined, status: "", maintenanceSince: undefined, vmCount: 0 };
  return { id, name, ...place, state, ...rest };
}

/** As getHosts lists them: by cluster and name. */
const HOSTS = [
  host("e1", "node-1", "east"),
  host("e2", "node-2", "east"),
  host("e3", "node-3", "east"),
  host("e10", "node-10", "east"),
  host("w3", "node-3", "west"),
  host("w5", "node-5", "west"),
];

beforeEach(() => {
  listed.hosts = HOSTS;
  listed.args = [];
});

type Choice = Parameters<typeof chosenHosts>[0];
const ids = async (choice: Choice) => (await chosenHosts(choice)).map((hosts) => hosts.map(({ id }) => id));

describe("the hosts are chosen, cluster by cluster", () => {
  it.each<[what: string, choice: Choice, expected: string[][]]>([
    ["all of a cluster, by its name", { clusters: ["west"] }, [["w3", "w5"]]],
    ["all of a cluster, by its id", { clusters: ["id-of-west"] }, [["w3", "w5"]]],
    [
      "of several clusters, in the order of the list of hosts",
      { clusters: ["west", "east"] },
      [
        ["e1", "e2", "e3", "e10"],
        ["w3", "w5"],
      ],
    ],
    ["each once, though its cluster is named twice", { clusters: ["west", "id-of-west"] }, [["w3", "w5"]]],
    [
      "hosts by name, id, and name with cluster",
      { hosts: ["node-5", "e10", { name: "node-3", cluster: "east" }] },
      [["e3", "e10"], ["w5"]],
    ],
    ["a host by name and the id of its cluster", { hosts: [{ name: "node-3", cluster: "id-of-west" }] }, [["w3"]]],
    ["a host once, though it is named twice", { hosts: ["e1", "node-1"] }, [["e1"]]],
    ["all but some", { clusters: ["east"], except: ["node-1", "e10"] }, [["e2", "e3"]]],
    ["an exception that is unique in the choice", { clusters: ["west"], except: ["node-3"] }, [["w5"]]],
    [
      "some first, the others after them",
      { clusters: ["east", "west"], order: ["node-5", "node-10", { name: "node-3", cluster: "east" }] },
      [
        ["w5", "w3"],
        ["e10", "e3", "e1", "e2"],
      ],
    ],
  ])("%s", async (_, choice, expected) => {
    expect(await ids(choice)).toEqual(expected);
    expect(listed.args).toEqual([{}]);
  });

  it("a host that is in maintenance, or on its way there, comes before all others of its cluster", async () => {
    listed.hosts = HOSTS.map((one) => (one.id === "e3" ? { ...one, state: "maintenance" } : one));
    listed.hosts = listed.hosts.map((one) => (one.id === "w5" ? { ...one, state: "entering" } : one));
    const [east, west] = [
      ["e3", "e2", "e1", "e10"],
      ["w5", "w3"],
    ];
    expect(await ids({ clusters: ["east", "west"], order: ["node-2"] })).toEqual([east, west]);
  });

  it("from the CloudTower of the connection", async () => {
    await ids({ clusters: ["west"], connection: "b" });
    expect(listed.args).toEqual([{ connection: "b" }]);
  });
});

describe("a choice that cannot be meant is an error that names what is wrong", () => {
  it.each<[what: string, choice: Choice, words: string[]]>([
    ["a cluster that is not there", { clusters: ["eats"] }, ['clusters names "eats"', 'Did you mean "east"?']],
    ["a cluster of which nothing is similar", { clusters: ["x"] }, ['clusters names "x"', "Check the name"]],
    [
      "a host that is not there",
      { hosts: ["node-11"] },
      ['hosts names "node-11", and there is no such host. Did you mean'],
    ],
    [
      "a host of another cluster",
      { hosts: [{ name: "node-5", cluster: "east" }] },
      ['hosts names "node-5" in cluster "east"', "no such host"],
    ],
    [
      "a name that two hosts have",
      { hosts: ["node-3"] },
      ['hosts names "node-3"', "e3 in cluster east, w3 in cluster west", "{ name, cluster }"],
    ],
    [
      "an exception that is not chosen",
      { clusters: ["west"], except: ["node-1"] },
      ['except names "node-1"', "no such host in the choice"],
    ],
    [
      "an exception that is ambiguous",
      { clusters: ["east", "west"], except: ["node-3"] },
      ['except names "node-3"', "several hosts"],
    ],
    [
      "an exception that is named twice",
      { clusters: ["west"], except: ["node-5", "w5"] },
      ['except names "w5"', "no such host in the choice"],
    ],
    [
      "an order with a host that is left out",
      { clusters: ["west"], except: ["node-5"], order: ["node-5"] },
      ['order names "node-5"', "in the choice"],
    ],
    ["nothing that is left", { clusters: ["west"], except: ["node-3", "node-5"] }, ["no host is left"]],
    ["an empty list of hosts", { hosts: [] }, ["no host is left"]],
    ["an empty list of clusters", { clusters: [] }, ["no host is left"]],
    ["a name that would steer the terminal", { clusters: ["\u202eeast"] }, ['clusters names "\\u202eeast"']],
  ])("%s", async (_, choice, words) => {
    const failure = await chosenHosts(choice).catch((error: Error) => error.message);
    for (const word of words) expect(failure).toContain(word);
  });

  it("a name that two clusters have", async () => {
    listed.hosts = [...HOSTS, host("o1", "node-9", "other-east")];
    const failure = chosenHosts({ clusters: ["east"] });
    await expect(failure).rejects.toThrow("several clusters have that name: give an id (id-of-east, id-of-other-east)");
    expect(await ids({ clusters: ["id-of-other-east"] })).toEqual([["o1"]]);
  });
});
