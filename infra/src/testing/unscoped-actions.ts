/** Actions for which AWS knows no resource level, and why we need them: the only ones that may stand beside `*`. */
export const unscopedActions: Readonly<Record<string, string>> = {
  'ecr:GetAuthorizationToken':
    'a token is for the whole registry; what it opens is scoped by the other ecr actions',
  'ec2:DescribeInstances': 'the tunnel looks for our nodes; to go through one it must have our tags',
};
