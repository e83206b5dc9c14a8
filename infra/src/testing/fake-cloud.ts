import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RunResult } from '../commands/run.ts';
import { awsFailure, type Call, RecordedRun } from './recorded-run.ts';

type Answer = string | Partial<RunResult>;
interface State {
  readonly resources: readonly string[];
}

const NO_STATE: Partial<RunResult> = { code: 1, stderr: 'No state file was found!' };

/**
 * Terraform and AWS as far as our commands see them: which stacks are up and where their states lie, buckets, parameters, the
 * cache's user. Enough to be interrupted, and to be asked twice.
 */
export class FakeCloud {
  readonly buckets = new Set<string>();
  readonly parameters = new Map<string, string>();
  readonly secretValues = new Map<string, string>();
  readonly cachePasswords: string[] = [];
  readonly snapshots = new Set<string>();
  /** Log groups that are there without Terraform's doing. */
  readonly logGroups = new Set<string>();
  /** Names of parameters whose key is gone. */
  readonly #unreadable = new Set<string>();
  /** States in the bucket, by the folder's name: `staging-network`. */
  readonly states = new Map<string, State>();
  /** Outputs of a stack once it is up, by the folder's name. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The folder's name of a stack whose next apply fails. */
  failing: string | undefined;
  readonly recorded = new RecordedRun(
    [/^terraform version/, '{"terraform_version":"1.14.0"}'],
    [/^terraform /, (call) => this.#terraform(call)],
    [/^aws /, (call) => this.#aws(call)],
  );

  constructor(outputs: FakeCloud['outputs'] = {}) {
    this.outputs = outputs;
  }

  /** Which stacks Terraform applied or destroyed, in order. */
  done(verb: 'apply' | 'destroy'): readonly string[] {
    return this.recorded.calls
      .filter(({ command, args }) => command === 'terraform' && args[0] === verb)
      .map(({ options }) => basename(options.cwd ?? ''));
  }

  #terraform({ args, options }: Call): Answer {
    const folder = options.cwd ?? '';
    const stack = basename(folder);
    const local = existsSync(join(folder, 'backend_override.tf.json'));
    switch (args[0]) {
      case 'init':
        if (!local && this.buckets.size === 0) return { code: 1, stderr: 'S3 bucket does not exist' };
        if (args.includes('-migrate-state')) this.#migrate(folder, local);
        return '';
      case 'apply':
        if (stack === this.failing) return { code: 1 };
        if (stack.endsWith('-state')) this.buckets.add('state');
        this.#keep(folder, local, { resources: addressesIn(folder) });
        return '';
      case 'destroy':
        if (
          /"(prevent_destroy|deletion_protection|enable_deletion_protection)": true/.test(documentIn(folder))
        ) {
          return { code: 1, stderr: 'protected' };
        }
        for (const name of finalSnapshotsIn(folder)) this.snapshots.add(name);
        this.#keep(folder, local, undefined);
        this.#loseWith(stack);
        return '';
      case 'state': {
        const state = this.#stateOf(folder, local);
        return state === undefined ? NO_STATE : state.resources.join('\n');
      }
      case 'output':
        return JSON.stringify(
          this.#stateOf(folder, local) === undefined ? {} : asOutputs(this.outputs[stack] ?? {}),
        );
      case 'plan':
        return '';
      case 'show':
        return JSON.stringify({
          resource_changes: addressesIn(folder).map(() => ({ change: { actions: ['create'] } })),
        });
      default:
        return { code: 1, stderr: `terraform ${args.join(' ')} is not known` };
    }
  }

  /** The key of everything is in the stack of the states; passwords are where they were given. */
  #loseWith(stack: string): void {
    if (stack.endsWith('-state')) {
      this.buckets.clear();
      for (const name of this.parameters.keys()) this.#unreadable.add(name);
    }
    if (stack.endsWith('-data')) {
      this.cachePasswords.splice(0);
    }
  }

  #stateOf(folder: string, local: boolean): State | undefined {
    if (!local) return this.states.get(basename(folder));
    const path = join(folder, 'terraform.tfstate');
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  }

  #keep(folder: string, local: boolean, state: State | undefined): void {
    if (local) writeFileSync(join(folder, 'terraform.tfstate'), JSON.stringify(state ?? { resources: [] }));
    else if (state === undefined) this.states.delete(basename(folder));
    else this.states.set(basename(folder), state);
  }

  #migrate(folder: string, toLocal: boolean): void {
    const state = this.#stateOf(folder, !toLocal);
    if (state !== undefined) this.#keep(folder, toLocal, state);
  }

  #aws({ args, options }: Call): Answer {
    const operation = args.slice(0, 2).join(' ');
    const input = JSON.parse(options.input ?? '{}');
    switch (operation) {
      case 's3api head-bucket':
        return this.buckets.size > 0 ? '' : awsFailure('404', 'HeadBucket');
      case 's3api head-object': {
        const key = String(args[args.indexOf('--key') + 1]);
        const kept = [...this.states.keys()].some((stack) => stack.endsWith(`-${key.split('/')[0]}`));
        return kept ? '' : awsFailure('404', 'HeadObject');
      }
      case 'ssm describe-parameters':
        return JSON.stringify({ Parameters: [...this.parameters.keys()].map((Name) => ({ Name })) });
      case 'ssm get-parameter':
        if (this.#unreadable.has(input.Name)) return awsFailure('InvalidKeyId', 'GetParameter');
        return JSON.stringify({ Parameter: { Value: this.parameters.get(input.Name) } });
      case 'ssm put-parameter':
        if (this.parameters.has(input.Name) && input.Overwrite !== true) {
          return awsFailure('ParameterAlreadyExists', 'PutParameter');
        }
        this.parameters.set(input.Name, input.Value);
        this.#unreadable.delete(input.Name);
        return '{}';
      case 'ssm delete-parameters':
        for (const name of input.Names) {
          this.parameters.delete(name);
          this.#unreadable.delete(name);
        }
        return '{}';
      case 'logs delete-log-group':
        return this.logGroups.delete(String(args[args.indexOf('--log-group-name') + 1]))
          ? ''
          : awsFailure('ResourceNotFoundException', 'DeleteLogGroup');
      case 'elasticache describe-users':
        return JSON.stringify({
          Users: [
            {
              Status: 'active',
              Authentication: { Type: this.cachePasswords.length > 0 ? 'password' : 'iam' },
            },
          ],
        });
      case 'elasticache modify-user':
        this.cachePasswords.splice(0, Infinity, ...input.AuthenticationMode.Passwords);
        return '{}';
      case 'secretsmanager get-secret-value': {
        const SecretString = this.secretValues.get(input.SecretId);
        return SecretString === undefined
          ? awsFailure('ResourceNotFoundException', 'GetSecretValue')
          : JSON.stringify({ SecretString });
      }
      case 'rds describe-db-instances':
        return JSON.stringify({
          DBInstances: [{ DBInstanceIdentifier: 'gnar-test-postgres', AllocatedStorage: 20 }],
        });
      case 'ecr describe-repositories':
        return awsFailure('AccessDeniedException', 'DescribeRepositories');
      case 'rds describe-db-snapshots':
        return JSON.stringify({
          DBSnapshots: [...this.snapshots].map((DBSnapshotIdentifier) => ({ DBSnapshotIdentifier })),
        });
      case 'rds copy-db-snapshot':
        this.snapshots.add(input.TargetDBSnapshotIdentifier);
        return '{}';
      case 'rds delete-db-snapshot':
        this.snapshots.delete(String(args[args.indexOf('--db-snapshot-identifier') + 1]));
        return '';
      case 'rds wait':
        return '';
      default:
        return { code: 1, stderr: `aws ${operation} is not known` };
    }
  }
}

const finalSnapshotsIn = (folder: string): readonly string[] =>
  [...documentIn(folder).matchAll(/"final_snapshot_identifier": "([\w-]+)"/g)].map(([, name]) =>
    String(name),
  );

const documentIn = (folder: string): string => readFileSync(join(folder, 'cdk.tf.json'), 'utf8');

function addressesIn(folder: string): readonly string[] {
  const { resource = {} }: { resource?: Record<string, object> } = JSON.parse(documentIn(folder));
  return Object.entries(resource).flatMap(([type, byId]) => Object.keys(byId).map((id) => `${type}.${id}`));
}

const asOutputs = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
