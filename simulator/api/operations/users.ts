import { userBody } from "../views/user";
import type { Operation } from "./call";

export const getMyInfo: Operation = (_core, caller) => userBody(caller);

export const getVersion: Operation = (core) => core.quirks.version;
