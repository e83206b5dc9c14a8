import { z } from 'zod';
import type { Environment } from '../../config.ts';
import { prefixOf } from '../../naming.ts';
import { type Aws, AwsError } from '../aws.ts';

const databasesSchema = z.object({
  DBInstances: z.array(z.object({ DBInstanceIdentifier: z.string(), AllocatedStorage: z.number() })),
});
const repositoriesSchema = z.object({ repositories: z.array(z.object({ repositoryName: z.string() })) });
const imagesSchema = z.object({
  imageDetails: z.array(z.object({ imageSizeInBytes: z.number().default(0) })),
});
const GB = 1e9;

/** How much lies in databases and repositories of images, one line for each; what AWS does not tell is left out. */
export async function sizesOf(environment: Environment, aws: Aws): Promise<readonly string[]> {
  const begin = prefixOf(environment);
  return [
    ...(await unlessRefused(databases(begin, aws))),
    ...(await unlessRefused(repositories(begin, aws))),
  ];
}

async function databases(begin: string, aws: Aws): Promise<readonly string[]> {
  const { DBInstances } = await aws.read(['rds', 'describe-db-instances'], databasesSchema);
  return DBInstances.filter(({ DBInstanceIdentifier: name }) => name.startsWith(begin)).map(
    ({ DBInstanceIdentifier: name, AllocatedStorage: gib }) => `database ${name}: ${gib} GiB of storage`,
  );
}

async function repositories(begin: string, aws: Aws): Promise<readonly string[]> {
  const { repositories: all } = await aws.read(['ecr', 'describe-repositories'], repositoriesSchema);
  const ours = all.filter(({ repositoryName }) => repositoryName.startsWith(begin));
  return Promise.all(
    ours.map(async ({ repositoryName }) => {
      const operation = ['ecr', 'describe-images', '--repository-name', repositoryName];
      const { imageDetails } = await aws.read(operation, imagesSchema);
      const bytes = imageDetails.reduce((sum, { imageSizeInBytes }) => sum + imageSizeInBytes, 0);
      return `images of ${repositoryName}: ${imageDetails.length}, ${(bytes / GB).toFixed(1)} GB`;
    }),
  );
}

/** Sizes are optional: a role that may delete but not list can still go down. */
async function unlessRefused(lines: Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await lines;
  } catch (error) {
    if (error instanceof AwsError) return [];
    throw error;
  }
}
