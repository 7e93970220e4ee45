import type { Schemas } from "./model/entities";

type UserSource = Schemas["UserSource"];

/** Rights of users, by CloudTower's own names. Which call needs which right is not published, so this is a guess. */
const actionOf: Record<string, string> = {
  EnterMaintenanceModePreCheck: "MANAGE_HOST",
  EnterMaintenanceMode: "MANAGE_HOST",
  ExitMaintenanceMode: "MANAGE_HOST",
  OperateHostPower: "MANAGE_HOST",
  StartVm: "VM_OPERATION_VM_POWER",
  MigrateVm: "VM_OPERATION_MIGRATE",
  CreateLabel: "MANAGE_LABEL",
  UpdateLabel: "MANAGE_LABEL",
  DeleteLabel: "MANAGE_LABEL",
  AddLabelsToResources: "MANAGE_LABEL",
  RemoveLabelsFromResources: "MANAGE_LABEL",
};

const allActions = [...new Set(Object.values(actionOf))];

export interface User {
  id: string;
  name: string;
  password: string;
  /** Tokens that are accepted without a login. */
  tokens: readonly string[];
  /** May be changed while it runs. */
  actions: readonly string[];
  roleId: string;
  roleName: string;
  isRoot: boolean;
}

/** A logged-in user. */
export interface Caller {
  user: User;
  /** The user source. */
  source: UserSource;
}

export function rootUser(name: string, password: string, tokens: readonly string[]): User {
  return {
    id: "clsimulatoruser0000000000",
    name,
    password,
    tokens,
    actions: allActions,
    roleId: "clsimulatorrole0000000000",
    roleName: "Super administrator",
    isRoot: true,
  };
}

/** @param number from 1 */
export function limitedUser(number: number, user: Pick<User, "name" | "password" | "tokens" | "actions">): User {
  const digits = String(number).padStart(10, "0");
  return {
    ...user,
    id: `clsimulatoruser${digits}`,
    roleId: `clsimulatorrole${digits}`,
    roleName: `Role of ${user.name}`,
    isRoot: false,
  };
}

/** May the user make this call? */
export function mayCall({ actions }: User, operationId: string): boolean {
  const action = actionOf[operationId];
  return action === undefined || actions.includes(action);
}
