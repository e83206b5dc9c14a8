import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../config.ts';
import { kopsVersion } from '../kubernetes-versions.ts';
import { bucketName, clusterNameOf } from '../naming.ts';
import { CommandError } from './command-error.ts';
import type { Run } from './run.ts';
import type { WrittenStack } from './stacks.ts';

export interface KopsProps {
  readonly run: Run;
  /** The cluster stack's folder, with `cluster.yaml` in it. */
  readonly folder: string;
  readonly clusterName: string;
  /** The bucket that kops remembers the cluster in. */
  readonly stateBucket: string;
}

/** kops, working on one cluster. */
export class Kops {
  readonly #props: KopsProps;

  constructor(props: KopsProps) {
    this.#props = props;
  }

  /**
   * Brings the cluster to what `cluster.yaml` says; the first time puts it up, which takes about ten minutes.
   * Called twice it changes nothing.
   * @param outputs the cluster stack's, which fill the placeholders
   * @throws CommandError when kops fails or is of another minor version; CommandMissing when it is not installed
   */
  async up(outputs: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#requireVersion();
    const values = Object.entries(outputs).map(([name, value]) => [name, { value }]);
    writeFileSync(this.#file('values.json'), JSON.stringify(Object.fromEntries(values), null, 2));
    const filled = this.#file('cluster.filled.yaml');
    await this.#kops(
      'toolbox',
      'template',
      '--template',
      'cluster.yaml',
      '--values',
      'values.json',
      '--out',
      filled,
    );
    await this.#kops('replace', '--force', '--filename', filled);
    // Twelve hours as administrator, in the kubeconfig of who put it up.
    await this.#kops('update', 'cluster', this.#props.clusterName, '--yes', '--admin=12h');
    await this.#kops('validate', 'cluster', this.#props.clusterName, '--wait=20m');
    // Nodes that differ from what they should be are replaced, one after the other.
    await this.#kops('rolling-update', 'cluster', this.#props.clusterName, '--yes');
  }

  /**
   * Takes the cluster down, with all that it made in AWS; before its network goes. A cluster that is not there is down.
   * @throws CommandError when kops fails
   */
  async down(): Promise<void> {
    if (!(await this.#isKnown())) return;
    await this.#kops('delete', 'cluster', this.#props.clusterName, '--yes');
  }

  async #requireVersion(): Promise<void> {
    const { stdout } = await this.#props.run('kops', ['version', '--short']);
    const minor = (version: string): string => version.replace(/^v/, '').split('.').slice(0, 2).join('.');
    if (minor(stdout.trim()) === minor(kopsVersion)) return;
    throw new CommandError(
      `kops is ${stdout.trim()}; cluster.yaml is written for ${kopsVersion}: install that.`,
    );
  }

  /** `kops delete cluster` fails for a cluster that is gone, as it is when an earlier run broke off after it. */
  async #isKnown(): Promise<boolean> {
    const { run, folder, clusterName } = this.#props;
    const { code, stderr } = await run('kops', ['get', 'cluster', clusterName], {
      cwd: folder,
      env: this.#env,
    });
    if (code === 0) return true;
    if (/cluster.*not found/i.test(stderr)) return false;
    throw new CommandError(`kops get cluster failed: ${stderr.trim()}`);
  }

  get #env(): Readonly<Record<string, string>> {
    return { KOPS_STATE_STORE: `s3://${this.#props.stateBucket}` };
  }

  async #kops(...args: readonly string[]): Promise<void> {
    const { run, folder } = this.#props;
    const { code } = await run('kops', args, { cwd: folder, inherit: true, env: this.#env });
    if (code !== 0) throw new CommandError(`kops ${args.slice(0, 2).join(' ')} failed; it says why above.`);
  }

  #file(name: string): string {
    return join(this.#props.folder, name);
  }
}

/** kops for the environment's cluster; none where the cluster is EKS. */
export function kopsOf(
  environment: Environment,
  stacks: readonly WrittenStack[],
  run: Run,
): Kops | undefined {
  const cluster = stacks.find(({ name }) => name === 'cluster');
  if (environment.features.cluster !== 'kops' || cluster === undefined) return undefined;
  return new Kops({
    run,
    folder: cluster.folder,
    clusterName: clusterNameOf(environment),
    stateBucket: bucketName(environment, 'kops'),
  });
}
