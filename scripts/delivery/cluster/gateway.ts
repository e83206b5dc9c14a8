import { eventually, type Kubectl } from './kubectl.ts';
import { asText, rendered } from './product.ts';

const namespace = 'gnar';
const kinds = ['Gateway', 'HTTPRoute'];

/** The Gateway and its routes, in place beside the Ingress: taken by NGINX Gateway Fabric, every backend known to it. */
export async function checkGateway(kubectl: Kubectl): Promise<void> {
  const objects = rendered('production-gateway').filter(({ kind }) => kinds.includes(kind));
  await kubectl.run(['apply', '--server-side', '--validate=strict', '-f', '-'], asText(objects));
  try {
    await kubectl.run([
      '-n',
      namespace,
      'wait',
      '--for=condition=Accepted',
      'gateway/gnar',
      '--timeout=180s',
    ]);
    const of = (type: string) => `{.status.parents[*].conditions[?(@.type=="${type}")].status}`;
    const see = (type: string) =>
      kubectl.ask('-n', namespace, 'get', 'httproute', 'gnar', '-o', `jsonpath=${of(type)}`);
    for (const type of ['Accepted', 'ResolvedRefs']) {
      await eventually(
        `the route is ${type}`,
        () => see(type),
        (seen) => /^True( True)*$/.test(seen),
      );
    }
  } finally {
    await kubectl.run(['delete', '-f', '-'], asText(objects));
  }
}
