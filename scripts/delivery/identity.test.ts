import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { readTarget } from './environment.ts';
import { forgeOf, identityToken, takeRole } from './identity.ts';
import { notify } from './notify.ts';
import { tools } from './tool-table.ts';
import { fetchTool, isOnPath } from './tools.ts';

interface Asked {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}
const credentials = { AccessKeyId: 'id', SecretAccessKey: 'of-this-hour', SessionToken: 'session' };
const result = { AssumeRoleWithWebIdentityResult: { Credentials: credentials } };
const answers: Readonly<Record<string, string>> = {
  '/tool': '#!/bin/sh\n',
  '/sts': JSON.stringify({ AssumeRoleWithWebIdentityResponse: result }),
};
let server: Server;
let base: string;
let asked: Asked[] = [];
let status = 200;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      asked.push({ url: request.url ?? '', authorization: request.headers.authorization, body });
      response.writeHead(status).end(answers[request.url ?? ''] ?? '{"value":"token-of-this-run"}');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
let said: string[] = [];
beforeEach(() => {
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  jest.restoreAllMocks();
  asked = [];
  status = 200;
});
afterAll(() => new Promise<void>((done) => server.close(() => done())));

const onGithub = () => ({
  GITHUB_ACTIONS: 'true',
  ACTIONS_ID_TOKEN_REQUEST_URL: `${base}/token?api-version=2`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'may-ask',
});

describe('the identity token of a run', () => {
  it('is requested from GitHub with AWS as its only audience', async () => {
    expect(await identityToken(onGithub())).toBe('token-of-this-run');
    expect(asked).toEqual([
      { url: '/token?api-version=2&audience=sts.amazonaws.com', authorization: 'Bearer may-ask', body: '' },
    ]);
  });

  it('is given by GitLab', async () => {
    expect(await identityToken({ GITLAB_CI: 'true', AWS_ID_TOKEN: 'given' })).toBe('given');
  });

  it('is an error without the permission, which the message names', async () => {
    await expect(identityToken({ GITHUB_ACTIONS: 'true' })).rejects.toThrow('id-token: write');
    await expect(identityToken({ GITLAB_CI: 'true' })).rejects.toThrow('AWS_ID_TOKEN');
    expect(() => forgeOf({})).toThrow('Neither GitHub Actions nor GitLab CI');
  });

  it('stops the run when GitHub refuses it', async () => {
    status = 403;
    await expect(identityToken(onGithub())).rejects.toThrow('403');
  });

  const role = 'arn:aws:iam::111122223333:role/gnar-staging-deploy-gitlab';
  const onGitlab = (): NodeJS.ProcessEnv => ({ GITLAB_CI: 'true', AWS_ID_TOKEN: 'given' });

  it('assumes the role of the environment for this forge', async () => {
    const env = onGitlab();
    await takeRole({ ...readTarget('staging'), roles: { gitlab: role } }, env, `${base}/sts`);
    expect(Object.fromEntries(new URLSearchParams(asked[0]!.body))).toMatchObject({
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn: role,
      WebIdentityToken: 'given',
    });
    expect(asked[0]!.url).toBe('/sts');
    expect(env).toMatchObject({
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'of-this-hour',
      AWS_SESSION_TOKEN: 'session',
    });
  });

  it("is kept out of GitHub's logs", async () => {
    const target = { ...readTarget('staging'), roles: { github: role } };
    await takeRole(target, onGithub(), `${base}/sts`);
    expect(said).toEqual(['::add-mask::of-this-hour', '::add-mask::session']);
  });

  it('stops the run when AWS refuses it', async () => {
    status = 403;
    const target = { ...readTarget('staging'), roles: { gitlab: role } };
    await expect(takeRole(target, onGitlab(), `${base}/sts`)).rejects.toThrow('the branch that deploys');
  });

  it('is an error when infra has no role for the forge, which says what to do', async () => {
    const target = { ...readTarget('staging'), roles: {} };
    await expect(takeRole(target, onGithub())).rejects.toThrow('infra/environments/staging.ts');
  });
});

describe('a tool of the pipeline', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gnar-tools-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const sha256 = createHash('sha256').update('#!/bin/sh\n').digest('hex');

  it('is fetched once, and can be run', async () => {
    const tool = { version: 'v1', url: `${base}/tool`, sha256 };
    const path = await fetchTool('some', tool, folder);
    await fetchTool('some', tool, folder);
    expect(readFileSync(path, 'utf8')).toBe('#!/bin/sh\n');
    expect(asked).toHaveLength(1);
  });

  it('is refused and removed when its checksum differs', async () => {
    const tool = { version: 'v1', url: `${base}/tool`, sha256: '0'.repeat(64) };
    await expect(fetchTool('other', tool, folder)).rejects.toThrow(`its sum is ${sha256}`);
    expect(existsSync(join(folder, 'other'))).toBe(false);
  });

  it('is named with its URL when it cannot be fetched', async () => {
    const tool = { version: 'v1', url: 'http://127.0.0.1:9/tool', sha256 };
    await expect(fetchTool('third', tool, folder)).rejects.toMatchObject({
      name: 'Mistake',
      message: 'third v1 cannot be fetched: http://127.0.0.1:9/tool does not answer.',
    });
  });

  it('is not fetched when it is installed', () => {
    writeFileSync(join(folder, 'kubectl'), '');
    expect(isOnPath('kubectl', ['/nowhere', folder].join(delimiter))).toBe(true);
    expect(isOnPath('helm', ['/nowhere', folder].join(delimiter))).toBe(false);
    expect(isOnPath('kubectl', '')).toBe(false);
  });

  it.each(Object.entries(tools))('%s comes over TLS, in a fixed version, with a checksum', (_, tool) => {
    expect(tool.url).toMatch(/^https:\/\//);
    expect(tool.url).toContain(tool.version);
    expect(tool.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(tool.sha256).not.toMatch(/^0+$/);
  });
});

describe('notify', () => {
  it('sends one line to the chat', async () => {
    await notify('staging went back\nfrom there', { GNAR_NOTIFY_URL: `${base}/chat` });
    expect(JSON.parse(asked[0]!.body)).toEqual({ text: 'staging went back from there' });
  });

  it('prints an error of the run without line breaks', async () => {
    await notify('100% wrong\n::set-output', { GITHUB_ACTIONS: 'true' });
    expect(said).toEqual(['::error title=Delivery::100%25 wrong ::set-output']);
  });

  it('does not fail when the chat cannot be reached', async () => {
    await expect(notify('text', { GNAR_NOTIFY_URL: 'http://127.0.0.1:9/' })).resolves.toBeUndefined();
  });
});
