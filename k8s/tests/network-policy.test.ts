import { describe, expect, it } from '@jest/globals';
import { parseObjects } from '../checks/kubernetes-object.ts';
import { admits, type Party, policiesOf } from '../checks/network-policy.ts';

const a: Party = { name: 'a', namespace: 'ours', labels: { app: 'a' }, ports: { http: 80 } };
const b: Party = { name: 'b', namespace: 'ours', labels: { app: 'b' }, ports: { http: 80, health: 90 } };
const stranger: Party = { name: 'stranger', namespace: 'theirs', labels: { app: 'a' } };
const outside: Party = { name: 'outside', address: '203.0.113.7' };

const http = { port: 80, protocol: 'TCP' } as const;
const health = { port: 90, protocol: 'TCP' } as const;

function policies(...specs: readonly string[]) {
  const header =
    'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p, namespace: ours }\nspec: ';
  return policiesOf(parseObjects(specs.map((spec) => `${header}${spec}`).join('\n---\n')));
}

const closed = '{ podSelector: {}, policyTypes: [Ingress, Egress] }';
const fromA =
  '{ podSelector: { matchLabels: { app: b } }, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: { matchLabels: { app: a } } }], ports: [{ port: http, protocol: TCP }] }] }';
const toB =
  '{ podSelector: { matchLabels: { app: a } }, policyTypes: [Egress], egress: [{ to: [{ podSelector: { matchLabels: { app: b } } }] }] }';

describe('the reading of network policies', () => {
  it('lets everything through where no policy selects', () => {
    expect(admits([], stranger, b, health)).toBe(true);
  });

  it('closes what a policy selects, in its directions', () => {
    expect(admits(policies(closed), a, b, http)).toBe(false);
    expect(admits(policies('{ podSelector: {}, policyTypes: [Egress] }'), stranger, b, http)).toBe(true);
  });

  it('asks both ends', () => {
    expect(admits(policies(closed, fromA), a, b, http)).toBe(false);
    expect(admits(policies(closed, toB), a, b, http)).toBe(false);
    expect(admits(policies(closed, fromA, toB), a, b, http)).toBe(true);
  });

  it('knows named ports, and closes the others', () => {
    expect(admits(policies(closed, fromA, toB), a, b, health)).toBe(false);
    expect(admits(policies(closed, fromA, toB), a, b, { port: 80, protocol: 'UDP' })).toBe(false);
  });

  it('means pods of the own namespace, unless it names another', () => {
    expect(admits(policies(fromA), stranger, b, http)).toBe(false);
    const fromTheirs = fromA.replace(
      'podSelector: { matchLabels: { app: a } }',
      'namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: theirs } }',
    );
    expect(admits(policies(fromTheirs), stranger, b, http)).toBe(true);
    expect(admits(policies(fromTheirs), a, b, http)).toBe(false);
  });

  it('knows blocks of addresses and what is taken out of them', () => {
    const to = (block: string) =>
      policies(`{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: ${block} }] }] }`);
    expect(admits(to("{ cidr: '0.0.0.0/0' }"), a, outside, http)).toBe(true);
    expect(admits(to("{ cidr: '0.0.0.0/0', except: ['203.0.113.0/24'] }"), a, outside, http)).toBe(false);
    expect(admits(to("{ cidr: '10.0.0.0/8' }"), a, outside, http)).toBe(false);
    expect(admits(to("{ cidr: '0.0.0.0/0' }"), a, b, http)).toBe(false);
  });

  it('refuses what it does not understand', () => {
    expect(() => policies('{ podSelector: {}, policyTypes: [Ingress], ingress: [{ form: [] }] }')).toThrow(
      /form/,
    );
    expect(() =>
      policies(
        '{ podSelector: { matchExpressions: [{ key: app, operator: NotIn, values: [a] }] }, policyTypes: [Ingress] }',
      ),
    ).toThrow(/operator/);
  });
});
