import type { Environment } from '../../config.ts';
import { clusterNameOf } from '../../naming.ts';
import { type Aws, AwsError } from '../aws.ts';

/**
 * EKS writes its last lines while it goes, and makes the log group for them again when Terraform has deleted it. The next
 * `infra:up` could not make its own then.
 */
export async function deleteClusterLogs(environment: Environment, aws: Aws): Promise<void> {
  const group = `/aws/eks/${clusterNameOf(environment)}/cluster`;
  try {
    await aws.call(['logs', 'delete-log-group', '--log-group-name', group]);
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
  }
}
