/**
 * A value that Terraform knows only after it has been at work, in the language of `kops toolbox template`, whose values are the
 * stack's own outputs: `terraform output -json` gives `{ "KOPS_VPC_ID": { "value": … } }`.
 */
export const later = (output: string): string => `{{ .${output}.value }}`;

const asOutput = (name: string): string => name.replaceAll('-', '_').toUpperCase();

/** The output with the ARN of a workload's policy. */
export const policyOutput = (workload: string): string => `KOPS_POLICY_${asOutput(workload)}`;

/** The output with the ARN of a target group. */
export const targetGroupOutput = (name: string): string => `KOPS_TARGET_GROUP_${asOutput(name)}`;

/** The outputs with a subnet's id and its zone. */
export function subnetOutputs(tier: 'public' | 'private', letter: string): { id: string; zone: string } {
  const name = asOutput(`${tier}-subnet-${letter}`);
  return { id: `KOPS_${name}`, zone: `KOPS_${name}_ZONE` };
}
