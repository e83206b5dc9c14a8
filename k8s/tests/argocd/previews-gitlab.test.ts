import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { previewsOnGitlab } from '../../rendering/services/lists.ts';
import { k8s } from './objects.ts';

const github = readFileSync(join(k8s, 'argocd/previews/github.yaml'), 'utf8');
const made = previewsOnGitlab(github);

/** As a fork has it on a GitLab of its own. */
const own = made
  .replace(/project: .+\n( +)/, 'project: "42"\n$1api: https://git.example.net/\n$1insecure: false\n$1')
  .replace('secretName: forge-read', 'secretName: own-$&-read')
  .replace(/repoURL: .+/, 'repoURL: https://git.example.net/group/product.git')
  .replaceAll(/=registry\.gitlab\.com\/[^/]+\/[^/]+\//g, '=registry.example.net:5050/group/product/');

describe('previews of merge requests', () => {
  it('are on gitlab.com where there is no file of them yet', () => {
    expect(made).toMatch(/^ {8}gitlab:$/m);
    expect(made).toMatch(/repoURL: https:\/\/gitlab\.com\//);
    expect(made).toContain('=registry.gitlab.com/');
    expect(made).not.toMatch(/ghcr\.io|github\.com/);
  });

  it('keep the address, the project and the registry of a self-managed GitLab', () => {
    expect(own).not.toContain('gitlab.com');
    expect(own).toContain('api: https://git.example.net/');
    expect(previewsOnGitlab(github, own)).toBe(own);
  });

  it('take everything else from github.yaml, and a new image from the registry that is there', () => {
    const image = /^ +- \S+\/lodge=\S+\/lodge:.*\n/m.exec(github)?.[0] ?? '';
    const changed = github
      .replace('requeueAfterSeconds: 120', 'requeueAfterSeconds: 60')
      .replace(image, `${image}${image.replaceAll('/lodge', '/ski-lift')}`);
    const written = previewsOnGitlab(changed, own);
    expect(written).toContain('requeueAfterSeconds: 60');
    expect(written).toContain('/ski-lift=registry.example.net:5050/group/product/ski-lift:{{ .head_sha }}\n');
    expect(written).not.toMatch(/gitlab\.com|ghcr\.io/);
  });
});
