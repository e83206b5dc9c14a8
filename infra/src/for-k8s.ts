/**
 * What the manifests in k8s/ rely on: their tests compare with it. It imports nothing, so that they can read it without infra's
 * dependencies.
 */

/** The ports of every node that the load balancer sends to. */
export const nodePorts = {
  /** Where the ingress takes the app's traffic, over TLS. */
  nodeApp: 30_443,
  /** Where the ingress sends plain HTTP to HTTPS. */
  nodeRedirect: 30_080,
} as const;

/** The load balancer offers HTTP/2 to browsers before the ingress answers, so the ingress must speak it. */
export const alpnPolicy = 'HTTP2Preferred';

/** On kops, what keeps the records of `api` and `app` by an annotation of the ingress controller's Service. */
export const externalDns = { provider: 'dns-controller' } as const;

/** On EKS, what gives pods volumes that outlive them. */
export const volumeAddOn = 'aws-ebs-csi-driver';

/** The pods that ship logs, and what their role may do. */
export const logAgent = {
  namespace: 'logging',
  serviceAccount: 'log-agent',
  actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
} as const;

/** The log lines that the alarm on server errors counts. */
export const serverErrorPattern = '{ ($.status >= 500) || ($.log_processed.status >= 500) }';

/** Connections that the database of each size takes before `alarm-database-connections` rings. */
export const databaseConnections = { 'free-tier': 67, small: 135, production: 540 } as const;

/** Every alarm of CloudWatch, by the paragraph of docs/operate.md that it names. */
export const alarmNames = [
  'bounce-rate',
  'cache-cpu',
  'cache-evictions',
  'cache-memory',
  'complaint-rate',
  'database-connections',
  'database-cpu',
  'database-storage',
  'dead-letters',
  'queue-age',
  'server-errors',
  'unhealthy-hosts',
] as const;

/**
 * Every setting that stacks publish for `npm run infra:outputs`, without `GNAR_`. Beside these there are a registry for each
 * service (`REGISTRY_…`) and the settings that services.ts gives to queues.
 */
export const publishedNames = [
  'APP_HOST',
  'ASSETS_HOST',
  'CERTIFICATE_ARN',
  'CLUSTER_ADMINISTRATOR_ROLE',
  'CLUSTER_NAME',
  'DELIVERY_ROLE_GITHUB',
  'DELIVERY_ROLE_GITLAB',
  'EMAIL_HOST',
  'EMAIL_LOGO_URL',
  'EMAIL_SENDER',
  'ENGINEER_ROLE',
  'LOG_GROUP',
  'NAME_SERVERS',
  'PG_DATABASE',
  'PG_ENDPOINT',
  'PG_OWNER_SECRET_ARN',
  'PG_TLS',
  'PG_USERNAME',
  'REDIS_ENDPOINT',
  'REDIS_TLS',
  'REDIS_USERNAME',
  'REDIS_USER_ID',
  'SES_CONFIGURATION_SET',
  'SES_REGION_NAME',
  'SHELL_DOCUMENT',
  'SQS_REGION_NAME',
] as const;
