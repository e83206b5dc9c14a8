import { LinkPage } from './link-page.tsx';

/** Behind the link of the activation mail. */
export const ActivatePage = () => <LinkPage purpose="activate" />;
