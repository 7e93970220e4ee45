/** The parts of `pulumi stack export` that tests look at. */
export interface ExportedStack {
  version: number;
  deployment: {
    resources?: StackResource[];
    pending_operations?: { type: string; resource: StackResource }[];
  };
}

export interface StackResource {
  urn: string;
  type: string;
  id?: string;
  custom: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  /** Set when create or update failed halfway. */
  initErrors?: string[];
  pendingReplacement?: boolean;
  delete?: boolean;
}
