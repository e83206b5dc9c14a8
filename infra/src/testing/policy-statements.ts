import type { Synthesised } from './synthesised.ts';

/** One statement of a policy document, as Terraform reads it. */
export interface PolicyStatement {
  readonly sid?: string;
  /** Absent means `Allow`. */
  readonly effect?: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly { readonly type: string; readonly identifiers: readonly string[] }[];
  readonly condition: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
}

/** The statements of the one policy document of a system, or of the one with this id; what a statement leaves out is empty. */
export function policyStatements(system: Synthesised, id?: string): readonly PolicyStatement[] {
  const { statement = [] }: { readonly statement?: readonly Partial<PolicyStatement>[] } = system.one(
    'data.aws_iam_policy_document',
    id,
  ).arguments;
  return statement.map((written) => ({
    actions: [],
    resources: [],
    principals: [],
    condition: [],
    ...written,
  }));
}
