import type { Route } from '../../../services.types.ts';
import type { Data } from './merge.ts';

const metadata = {
  name: 'gnar',
  labels: { 'app.kubernetes.io/part-of': 'gnar' },
  // Last: Argo CD counts an Ingress as healthy only when its controller has written an address into it. Which one, k8s/argocd
  // says (external-status-address).
  annotations: { 'argocd.argoproj.io/sync-wave': '3' },
};
const host = 'app.example.com';

/**
 * No annotation of any controller: every one that takes the class `nginx` reads this in the same way. Where `tls` stands, they
 * redirect plain HTTP by themselves. No path leads to a health port.
 */
export const ingressOf = (routes: readonly Route[]): Data => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata,
  spec: {
    ingressClassName: 'nginx',
    tls: [{ hosts: [host], secretName: 'app-tls' }],
    rules: [
      {
        host,
        http: {
          paths: routes.map(({ path, exact, service }) => ({
            path,
            pathType: exact ? 'Exact' : 'Prefix',
            backend: { service: { name: `${service}-service`, port: { name: 'http' } } },
          })),
        },
      },
    ],
  },
});
