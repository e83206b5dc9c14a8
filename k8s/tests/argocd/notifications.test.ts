import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { parseObjects, readKind } from '../../checks/kubernetes-object.ts';
import { k8s, argocd, objects, hasKubectl, build, environments, rendered } from './objects.ts';

const withKubectl = hasKubectl ? it : it.skip;

/** What production's objects of a kind say of their patience. */
function deadlines(
  kind: string,
  field: 'progressDeadlineSeconds' | 'activeDeadlineSeconds' | 'backoffLimit',
): number[] {
  const schema = z.object({ spec: z.looseObject({ [field]: z.number() }) });
  return readKind(rendered('production'), kind, schema).map(({ value }) => Number(value.spec[field]));
}

describe('notifications', () => {
  const { data } = z
    .object({ data: z.record(z.string(), z.string()) })
    .parse(objects.find(({ kind }) => kind === 'ConfigMap'));

  it('are subscribed to by the product: a failed rollout starts the way back, and people hear of drift', () => {
    const prefix = 'notifications.argoproj.io/subscribe.';
    const subscribed = Object.keys(environments.spec.template.metadata.annotations!).map((key) =>
      key.slice(prefix.length),
    );
    expect(subscribed).toEqual(
      expect.arrayContaining([
        'on-rollout-failed.forge',
        'on-rollout-failed.chat',
        'on-degraded.chat',
        'on-drift.chat',
      ]),
    );
    for (const each of subscribed) {
      const [trigger, service] = each.split('.') as [string, string];
      expect(Object.keys(data)).toEqual(
        expect.arrayContaining([`trigger.${trigger}`, `service.webhook.${service}`]),
      );
    }
  });

  it('send templates that exist, to services that exist, as JSON', () => {
    const triggers = Object.entries(data).filter(([key]) => key.startsWith('trigger.'));
    const sent = triggers.flatMap(([, text]) =>
      z
        .array(z.looseObject({ send: z.array(z.string()) }))
        .parse(parse(text))
        .flatMap(({ send }) => send),
    );
    expect(new Set(sent)).toEqual(
      new Set(
        Object.keys(data)
          .filter((key) => key.startsWith('template.'))
          .map((key) => key.slice(9)),
      ),
    );
    for (const name of sent) {
      const { webhook } = z
        .strictObject({
          webhook: z.record(z.string(), z.strictObject({ method: z.literal('POST'), body: z.string() })),
        })
        .parse(parse(data[`template.${name}`]!));
      for (const [service, { body }] of Object.entries(webhook)) {
        expect(data[`service.webhook.${service}`]).toBeDefined();
        expect(() => JSON.parse(body.replace(/\{\{[^}]*\}\}/g, 'x'))).not.toThrow();
      }
    }
  });

  it('say to the forge what its pipeline reads', () => {
    const body = JSON.parse(
      z
        .looseObject({ webhook: z.looseObject({ forge: z.looseObject({ body: z.string() }) }) })
        .parse(parse(data['template.rollout-failed']!))
        .webhook.forge.body.replace('{{ trimPrefix "gnar-" .app.metadata.name }}', 'staging')
        .replace(/\{\{[^}]*\}\}/g, 'a'.repeat(40)),
    );
    const workflow = readFileSync(join(k8s, '..', '.github', 'workflows', 'roll-back.yml'), 'utf8');
    expect(workflow).toContain(`types: [${body.event_type}]`);
    for (const key of Object.keys(body.client_payload))
      expect(workflow).toContain(`github.event.client_payload.${key}`);
  });

  it("send back only what was brought about just now: what breaks later is not the commit's doing", () => {
    const [{ when, oncePer }] = z
      .tuple([z.looseObject({ when: z.string(), oncePer: z.string() })])
      .parse(parse(data['trigger.on-rollout-failed']!));
    // From its end: while it is tried again, it has none.
    const [, minutes] = /finishedAt\)\)\.Minutes\(\) <= (\d+)$/.exec(when.trim())!;
    const words = when.replaceAll(/\s+/g, ' ');
    expect(words).toContain("operationState.phase in ['Error', 'Failed'] or");
    expect(words).toContain("operationState.phase == 'Succeeded' and app.status.health.status == 'Degraded'");
    // A rollout has its deadline.
    const [rollout] = deadlines('Deployment', 'progressDeadlineSeconds').toSorted((one, two) => two - one);
    expect(Number(minutes) * 60).toBeGreaterThan(rollout!);
    expect(oncePer).toBe('app.status.sync.revision');
  });

  it('send nothing back before there is something to go back to', () => {
    expect(data['trigger.on-rollout-failed']).toContain(
      'app.status.history != nil and len(app.status.history) > 0 and',
    );
  });

  it('report a migration that fails within twenty minutes, however long each try takes', () => {
    const { limit, refresh } = environments.spec.template.spec.syncPolicy.retry!;
    const tries = 1 + limit;
    expect(tries * Math.max(...deadlines('Job', 'activeDeadlineSeconds'))).toBeLessThan(20 * 60);
    expect(deadlines('Job', 'backoffLimit')).toEqual([1]);
    // The way back is a newer commit: it does not wait for what it undoes.
    expect(refresh).toBe(true);
  });

  withKubectl('on GitLab start the same pipeline, by what it reads', () => {
    const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'gnar-gitlab-')));
    try {
      const up = relative(scratch, argocd);
      const kustomization = { resources: [`${up}/production`], components: [`${up}/on-gitlab`] };
      writeFileSync(join(scratch, 'kustomization.yaml'), stringify(kustomization));
      const text = build(scratch);
      const built = parseObjects(text);
      const { data: there } = z
        .object({ data: z.record(z.string(), z.string()) })
        .parse(built.find(({ kind }) => kind === 'ConfigMap'));
      const [, body] = /body: \|\n([\s\S]*?)chat:/.exec(there['template.rollout-failed']!)!;
      const names = [...body!.matchAll(/"([A-Z]+)":/g)].map(([, name]) => name!);
      const pipeline = readFileSync(join(k8s, '..', '.gitlab-ci.yml'), 'utf8');
      expect(names).toEqual(['ENVIRONMENT', 'REVISION']);
      for (const name of names) expect(pipeline).toMatch(new RegExp(`\\$\\{?${name}\\b`));
      expect(there['service.webhook.forge']).toContain('token=$forge-token&ref=main');
      expect(text).not.toContain('github.com/example');
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });

  it('hold no token', () => {
    expect(JSON.stringify(data)).toMatch(/Bearer \$forge-token/);
    expect(data['service.webhook.chat']).toMatch(/^url: \$chat-url$/m);
  });
});
