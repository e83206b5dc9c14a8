import type { StepUpRequest } from '@gnar/contract';
import type { ApiClient } from '../../api/client.ts';

/** Proves again who asks; for a while the session may then do what needs it. */
export const stepUp = (client: Pick<ApiClient, 'post'>, input: StepUpRequest) =>
  client.post('/user/step-up', input);
