import type { Schemas } from "../../model/entities";
import type { Caller, User } from "../../users";

/** Somebody who asks about themselves. */
export function userBody({ user, source }: Caller): Schemas["User"] {
  return {
    id: user.id,
    username: user.name,
    name: user.name,
    display_username: user.name,
    internal: false,
    password_expired: false,
    role: user.isRoot ? "ROOT" : null,
    roles: [{ id: user.roleId, name: user.roleName }],
    source,
  };
}

/** The role of a user: each has one of their own. */
export function roleBody(user: User): Schemas["UserRoleNext"] {
  return {
    id: user.roleId,
    name: user.roleName,
    actions: [...user.actions],
    platform: "MANAGEMENT",
    preset: user.isRoot ? "ROOT" : null,
    users: [{ id: user.id, name: user.name }],
  };
}
