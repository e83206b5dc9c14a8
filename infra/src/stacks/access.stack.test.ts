import { describe, expect, it } from '@jest/globals';
import { createApp } from '../synthesis/create-app.ts';
import { policyStatements } from '../testing/policy-statements.ts';
import { environmentWith, Synthesised } from '../testing/synthesised.ts';
import { unscopedActions } from '../testing/unscoped-actions.ts';
import { AccessStack } from './access.stack.ts';

const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const stack = new AccessStack(createApp(), environmentWith(), { keyArn: key });
stack.prepareStack();
const system = new Synthesised(new Map([[stack.node.id, stack.toTerraform()]]));
const account = '${data.aws_caller_identity.account.account_id}';
const statements = policyStatements(system, 'sessions-engineer-permissions');
const statement = (sid: string) => statements.find((one) => one.sid === sid);

describe('a shell on a node', () => {
  const document = system.one('aws_ssm_document').arguments;
  const { sessionType, inputs } = JSON.parse(document['content']);

  it('is encrypted with the environment’s key', () => {
    expect(document['document_type']).toBe('Session');
    expect(sessionType).toBe('Standard_Stream');
    expect(inputs.kmsKeyId).toBe(key);
  });

  it('is recorded in a log group that is encrypted and kept as long as all logs', () => {
    expect(system.one('aws_cloudwatch_log_group').arguments).toMatchObject({
      name: '/gnar-test/sessions',
      kms_key_id: key,
      retention_in_days: 30,
    });
    expect(inputs).toMatchObject({
      cloudWatchLogGroupName: '${aws_cloudwatch_log_group.sessions-recordings.name}',
      cloudWatchEncryptionEnabled: true,
      cloudWatchStreamingEnabled: true,
    });
  });

  it('ends after twenty idle minutes, and after an hour in any case', () => {
    expect(inputs).toMatchObject({ idleSessionTimeout: '20', maxSessionDuration: '60' });
  });
});

describe('an engineer', () => {
  it('is of this account, and for an hour', () => {
    expect(policyStatements(system, 'sessions-engineer-trust')).toMatchObject([
      {
        actions: ['sts:AssumeRole'],
        principals: [{ type: 'AWS', identifiers: [`arn:aws:iam::${account}:root`] }],
      },
    ]);
    expect(system.one('aws_iam_role').arguments['max_session_duration']).toBe(3600);
  });

  it('goes through nodes of this environment only, and only with a named document', () => {
    expect(statement('ThroughOurNodes')).toMatchObject({
      actions: ['ssm:StartSession'],
      resources: [`arn:aws:ec2:eu-west-1:${account}:instance/*`],
      condition: [
        { test: 'StringEquals', variable: 'ssm:resourceTag/Project', values: ['gnar'] },
        { test: 'StringEquals', variable: 'ssm:resourceTag/Environment', values: ['test'] },
        { test: 'Bool', variable: 'ssm:SessionDocumentAccessCheck', values: ['true'] },
      ],
    });
  });

  it('forwards ports and opens no shell', () => {
    const documents = statements
      .filter(({ actions }) => actions.includes('ssm:StartSession'))
      .flatMap(({ resources }) => resources)
      .filter((resource) => resource.includes(':document/'));
    expect(documents).toEqual(['arn:aws:ssm:eu-west-1::document/AWS-StartPortForwardingSessionToRemoteHost']);
    expect(statements.flatMap(({ actions }) => actions)).not.toContain('ssm:SendCommand');
  });

  it('ends no session but their own', () => {
    expect(statement('OnlyOwnSessions')).toMatchObject({
      actions: ['ssm:ResumeSession', 'ssm:TerminateSession'],
      condition: [
        {
          test: 'StringLike',
          variable: 'ssm:resourceTag/aws:ssmmessages:session-id',
          values: ['&{aws:userid}'],
        },
      ],
    });
  });

  it('reads where the data is from its state, and no other state', () => {
    expect(statement('ReadAddresses')?.resources).toEqual([
      'arn:aws:s3:::gnar-test-state-example-com/data/terraform.tfstate',
    ]);
    expect(statement('DecryptState')?.condition).toEqual([
      { test: 'StringEquals', variable: 'kms:ViaService', values: ['s3.eu-west-1.amazonaws.com'] },
    ]);
  });

  it('has no wildcard: actions are named, and resources wherever AWS has them', () => {
    expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
    const everywhere = statements.filter(({ resources }) => resources.includes('*'));
    for (const action of everywhere.flatMap(({ actions }) => actions)) {
      expect(unscopedActions).toHaveProperty([action]);
    }
  });
});

describe('the way in', () => {
  it('opens no port and starts no bastion', () => {
    const kinds = new Set(system.resources.map(({ type }) => type));
    for (const kind of ['aws_instance', 'aws_security_group', 'aws_key_pair', 'aws_eip']) {
      expect([...kinds]).not.toContain(kind);
    }
  });
});
