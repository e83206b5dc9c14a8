import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { services } from '../../../services.ts';
import { parseObjects } from '../../checks/kubernetes-object.ts';
import { k8s, previews, hasKubectl, previewSets } from './objects.ts';

const withKubectl = hasKubectl ? it : it.skip;

const ownImages = new RegExp(`/(${[...services.map(({ image }) => image), 'lodge'].join('|')})[:@]`);

describe('previews', () => {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'gnar-preview-')));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('are for requests with the label, by either forge, and go with them', () => {
    for (const { spec } of previewSets) {
      expect(spec.generators).toEqual([{ pullRequest: expect.anything() }]);
      expect(JSON.stringify(spec.generators)).toContain('"labels":["preview"]');
      expect(spec.syncPolicy.preserveResourcesOnDeletion).toBe(false);
      expect(spec.template.metadata.finalizers).toEqual(['resources-finalizer.argocd.argoproj.io']);
      expect(spec.template.spec.source.targetRevision).toBe('{{ .head_sha }}');
      // What belongs to another Application stays its own.
      expect(spec.template.spec.syncPolicy.syncOptions).toContain('FailOnSharedResource=true');
    }
    expect(previewSets).toHaveLength(2);
  });

  withKubectl.each(previewSets.map((set, index) => [previews[index]!, set] as const))(
    'by %s have a host, a namespace, images and data of their own',
    (_, { spec }) => {
      const { source, destination } = spec.template.spec;
      const filled = z
        .looseObject({})
        .parse(
          parse(
            stringify(source.kustomize, { lineWidth: 0 })
              .replaceAll('{{ .number }}', '7')
              .replaceAll('{{ .head_sha }}', 'f'.repeat(40)),
          ),
        ) as { namespace: string; images: string[]; patches: { patch: string; target: object }[] };
      // As Argo CD does it: its own words are put over those of the overlay.
      const overlay = join(k8s, '..', source.path!);
      const own = parse(readFileSync(join(overlay, 'kustomization.yaml'), 'utf8'));
      const here = relative(scratch, overlay);
      const moved = JSON.parse(
        JSON.stringify(own, (_key, value: unknown) =>
          typeof value === 'string' &&
          (/^\.\.\//.test(value) || /\.(env|yaml)$/.test(value) || value === 'images')
            ? `${here}/${value}`
            : value,
        ),
      );
      const images = filled.images.map((image) => {
        const [name, rest] = image.split('=') as [string, string];
        const at = rest.lastIndexOf(':');
        return { name, newName: rest.slice(0, at), newTag: rest.slice(at + 1) };
      });
      const over = {
        ...moved,
        namespace: filled.namespace,
        images,
        patches: [...moved.patches, ...filled.patches],
      };
      writeFileSync(join(scratch, 'kustomization.yaml'), stringify(over));
      const text = execFileSync('kubectl', ['kustomize', '--load-restrictor=LoadRestrictionsNone', scratch], {
        encoding: 'utf8',
      });
      const built = parseObjects(text);
      const [, domain] = /^GNAR_APP_HOST=app\.(.+)$/m.exec(
        readFileSync(join(k8s, 'overlays', 'staging', 'infra.env'), 'utf8'),
      )!;
      const host = `pr-7.preview.${domain}`;
      const ingress = built.find(({ kind }) => kind === 'Ingress')!;
      expect(ingress).toMatchObject({ spec: { rules: [{ host }], tls: [{ hosts: [host] }] } });
      expect(built.find(({ kind }) => kind === 'Certificate')).toMatchObject({ spec: { dnsNames: [host] } });
      expect(text).toContain(`GNAR_EMAIL_HOST: https://${host}`);
      expect(destination.namespace.replace('{{ .number }}', '7')).toBe('gnar-preview-7');
      expect(
        built.filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'gnar-preview-7'),
      ).toEqual([]);
      expect(built.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name)).toEqual([
        'gnar-preview-7',
      ]);
      expect(built.some(({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === 'postgres')).toBe(
        true,
      );
      const used = [...text.matchAll(/^\s*(?:- )?image: (.*)$/gm)].map(([, image]) => image!);
      const ours = used.filter((image) => ownImages.test(image));
      expect(new Set(ours.map((image) => image.split(':')[1]))).toEqual(new Set(['f'.repeat(40)]));
      expect(text).not.toContain('000000000000.dkr.ecr');
    },
  );
});
