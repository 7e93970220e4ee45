import { join } from "node:path";
import { ensureTool } from "../ensureTool.js";
import { fetchPostgres, fetchProblem, POSTGRES_VERSION } from "./fetch.js";
import { findPostgres, problemOf } from "./find.js";

/** Finds a PostgreSQL for tests of Pulumi's backend, or fetches one. @returns the directory of its programs */
export function ensurePostgres(): Promise<string> {
  return ensureTool({
    name: "postgres",
    title: "PostgreSQL",
    choice: "PULUMI_CLOUDTOWER_POSTGRES",
    version: POSTGRES_VERSION,
    place: join("postgres", "bin"),
    findInstalled: findPostgres,
    problemOf,
    fetchProblem,
    fetch: fetchPostgres,
    install: "on Debian: apt-get install postgresql",
  });
}
