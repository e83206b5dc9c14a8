import { OverviewPage } from '../../features/account/overview-page.tsx';
import { SecretMessageCard } from '../../features/secret-message/secret-message-card.tsx';

/** The account, and what other features add to it. */
export const Overview = () => (
  <OverviewPage>
    <SecretMessageCard />
  </OverviewPage>
);
