import { LinkPage } from './link-page.tsx';

/** Behind the link of the reset mail. */
export const ResetPasswordPage = () => <LinkPage purpose="reset" />;
