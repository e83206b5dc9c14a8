import { z } from 'zod';
import { entries, manifestOf } from '../../services.ts';
import type { Manifest } from '../../services.types.ts';
import { type Features, featuresSchema, whole } from './features.ts';
import { cidrProblem } from './network/cidr.ts';
import { zonesProblem } from './network/zones.ts';
import { sizes } from './sizes.ts';

const identifier = (max: number) =>
  z
    .string()
    .regex(/^[a-z][a-z0-9-]*[a-z0-9]$/, 'use lower-case letters, digits and hyphens, a letter first')
    .max(max, `use at most ${max} characters: AWS adds its own to them and stops at 63`);

const cidr = z.string().superRefine((value, context) => {
  const message = cidrProblem(value);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

const domain = z
  .string()
  .max(180)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/,
    'use a bare domain in lower case, such as example.com',
  );

const subnetIds = z
  .array(z.string().regex(/^subnet-[0-9a-f]{8,}$/, 'a subnet id looks like subnet-0a1b2c3d'))
  .min(2);

/** A VPC that is there already, as in 2018: nothing in it is changed but for security groups of ours. */
const existingVpcSchema = z.strictObject({
  id: z.string().regex(/^vpc-[0-9a-f]{8,}$/, 'a VPC id looks like vpc-0a1b2c3d'),
  cidr,
  publicSubnetIds: subnetIds,
  privateSubnetIds: subnetIds,
  isolatedSubnetIds: subnetIds,
});

const environmentSchema = z.strictObject({
  /** Begins the name of everything; the same for all environments of a product. */
  project: identifier(12).default('gnar'),
  /** Also the name of the file. */
  name: identifier(12),
  /** Its zone is made here; the product answers at `app.<domain>`. */
  domain,
  region: z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'a region looks like eu-west-1')
    .refine(
      (region) => !/^(?:cn|us-gov|us-iso)/.test(region),
      'China and the US government have partitions of AWS of their own, which these stacks do not know',
    ),
  /** Refuses to touch any other account. */
  accountId: z
    .string()
    .regex(/^\d{12}$/, 'an account id has 12 digits')
    .optional(),
  size: z.enum(['free-tier', 'small', 'production']),
  /** Alarms and bounces are told here. */
  alarmEmail: z.email('use an email address that is read'),
  /** A warning goes out at 80 % of it, and when it is foreseen to be passed. */
  monthlyBudgetUsd: whole(1, 1_000_000),
  /** The private network: a /16 to /20 of its own, which no other network that it shall ever meet uses. */
  cidr: cidr.default('10.20.0.0/16'),
  existingVpc: existingVpcSchema.optional(),
  /** From where the Kubernetes API can be reached; who comes must still prove who they are. Better your own addresses only. */
  kubernetesApiCidrs: z
    .array(z.cidrv4('use IPv4 blocks such as 203.0.113.7/32'))
    .min(1, 'name a block, or leave it out for everywhere')
    .default(['0.0.0.0/0']),
  /** Who may deploy, by OIDC: no long-lived keys. */
  delivery: z
    .strictObject({
      /**
       * `owner/repository`, or `owner@1234/repository@5678` for a repository made (or renamed) after 15 July 2026: the tokens of
       * these carry both ids. `gh api repos/<owner>/<repository> --jq '.owner.id, .id'` tells them.
       */
      github: z
        .string()
        .regex(
          /^[\w-]+\/[\w.-]+$|^[\w-]+@\d+\/[\w.-]+@\d+$/,
          'write owner/repository, or owner@1234/repository@5678 with the ids of both',
        )
        .optional(),
      /** `group/project` */
      gitlab: z
        .string()
        .regex(/^[\w.-]+(?:\/[\w.-]+)+$/, 'write group/project')
        .optional(),
      /** The only branch that deploys here. */
      branch: z.string().min(1).default('main'),
      /** False where another environment in the same account has made the identity providers already. */
      createProviders: z.boolean().default(true),
    })
    .prefault({}),
  /** What differs from the size. */
  features: featuresSchema.partial().prefault({}),
});

export type ExistingVpc = z.infer<typeof existingVpcSchema>;
/** What a founder writes in `environments/<name>.ts`. */
export type EnvironmentInput = z.input<typeof environmentSchema>;
/** An environment with every setting known. */
export type Environment = Omit<z.output<typeof environmentSchema>, 'features'> & {
  readonly features: Features;
  /** What runs in it: services.ts, at the root. */
  readonly manifest: Manifest;
};

/** Every mistake in an environment's file, each with what to do about it. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly string[];

  constructor(environment: string, problems: readonly string[]) {
    super(
      [`infra/environments/${environment}.ts:`, ...problems.map((problem) => `  - ${problem}`)].join('\n'),
    );
    this.problems = problems;
  }
}

/**
 * Completes an environment from its size.
 * @throws ConfigurationError naming all that is wrong, together.
 */
export function defineEnvironment(
  input: EnvironmentInput,
  manifest: Manifest = manifestOf(entries),
): Environment {
  const parsed = environmentSchema.safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.join('.') || 'the file'}: ${message}`,
    );
    const named: unknown = input.name;
    throw new ConfigurationError(typeof named === 'string' ? named : '<name>', problems);
  }
  const features = { ...sizes[parsed.data.size], ...parsed.data.features };
  const environment = { ...parsed.data, features, manifest };
  const problems = contradictions(environment);
  if (problems.length > 0) throw new ConfigurationError(environment.name, problems);
  return environment;
}

/** Settings that are fine one by one and wrong together. */
function contradictions({ name, region, size, features, existingVpc, cidr: block }: Environment): string[] {
  const withoutZones = zonesProblem(region);
  const rules: readonly (readonly [boolean, string])[] = [
    [features.nodesMin > features.nodesMax, 'nodesMin is more than nodesMax'],
    [
      features.databaseMaxStorageGb < features.databaseStorageGb,
      'databaseMaxStorageGb is less than databaseStorageGb',
    ],
    [
      features.databaseMaxStorageGb > features.databaseStorageGb &&
        features.databaseMaxStorageGb < Math.ceil((features.databaseStorageGb * 11) / 10),
      'databaseMaxStorageGb is too near to databaseStorageGb: RDS adds a tenth at least; make them equal, or leave more room',
    ],
    [
      features.loadBalancer === 'none' && features.cluster === 'eks',
      "loadBalancer 'none' works with cluster 'kops' only: on EKS nothing else would be reachable",
    ],
    [
      features.loadBalancer === 'none' && features.nodesMax > 1,
      "loadBalancer 'none' is for one node: the address of `app` names the node itself",
    ],
    [
      features.cluster === 'eks' && features.nat === 'none' && !features.interfaceEndpoints && !existingVpc,
      "nat 'none' leaves the nodes of EKS without a way to AWS: set interfaceEndpoints to true, or nat to 'one'",
    ],
    [
      features.cluster === 'eks' && features.nodesMax < 2,
      'EKS needs nodesMax 2 or more: a node is replaced by starting another',
    ],
    [
      new Set(features.nodeInstanceTypes.map(architectureOf)).size > 1,
      'nodeInstanceTypes mixes Graviton (arm64) and x86 types: one image runs on one of them',
    ],
    [
      features.cache === 'elasticache' && features.databaseMultiZone && features.cacheNodes < 2,
      'databaseMultiZone without a second cache node: the loss of a zone would still end all sessions’ cache; set cacheNodes to 2',
    ],
    [
      features.cache === 'in-cluster' && size === 'production',
      "cache 'in-cluster' is not for size 'production'",
    ],
    [
      name === 'production' && features.backupDays < 7,
      'production keeps backups for 7 days or more: set backupDays',
    ],
    [
      !existingVpc && Number(block.split('/')[1]) > 20,
      'cidr is too small: nine subnets need a /20 or larger, such as 10.20.0.0/16',
    ],
    [!existingVpc && withoutZones !== undefined, `region: ${withoutZones}`],
  ];
  return rules.filter(([broken]) => broken).map(([, message]) => message);
}

/** Graviton families carry a `g` behind their generation: t4g, m7g, c8gd. */
export function architectureOf(instanceType: string): 'arm64' | 'amd64' {
  return /^[a-z]+\d+g/.test(instanceType) ? 'arm64' : 'amd64';
}
