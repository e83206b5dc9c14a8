import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Button from '@mui/material/Button';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { isOutage } from '../../api/problem.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { MessagePage } from '../../ui/message-page.tsx';
import { SplitPage } from '../../ui/split-page.tsx';
import { useCodeText } from '../../ui/use-code-text.ts';
import { useRequest } from '../../ui/use-request.ts';
import { linkRequest, newLinkAt, type PasswordLinkPurpose } from './password.slice.ts';
import { SetPasswordForm } from './set-password-form.tsx';
import { emailOfToken, useLinkToken } from './use-link-token.ts';

/** Behind the link of the activation email. */
export const ActivatePage = () => <LinkPage purpose="activate" />;

/** Behind the link of the email that resets a password. */
export const ResetPasswordPage = () => <LinkPage purpose="reset" />;

/** Checks whether the link still works before it asks for a password. */
function LinkPage({ purpose }: { purpose: PasswordLinkPurpose }) {
  const { t } = useTranslation();
  const token = useLinkToken();
  if (token === undefined) {
    return (
      <MessagePage title={t('password.link.missingTitle')} text={t(`password.${purpose}.missing`)}>
        <LinkButton to={newLinkAt[purpose]} variant="contained">
          {t('password.link.again')}
        </LinkButton>
      </MessagePage>
    );
  }
  return <CheckedLink key={token} token={token} purpose={purpose} />;
}

function CheckedLink({ token, purpose }: { token: string; purpose: PasswordLinkPurpose }) {
  const { t } = useTranslation();
  const { problemText } = useCodeText();
  const { submit, problem, result } = useRequest(linkRequest);
  const check = useCallback(() => submit({ token, purpose }), [submit, token, purpose]);
  useEffect(check, [check]);

  if (problem && (isOutage(problem) || problem.code === 'too_many_requests')) {
    return (
      <MessagePage
        title={t('password.link.unreachableTitle')}
        text={problemText(problem.code, { wait: t('wait.now') })}
      >
        <Button variant="contained" onClick={check}>
          {t('action.retry')}
        </Button>
      </MessagePage>
    );
  }
  if (problem) {
    return (
      <MessagePage title={t('password.link.expiredTitle')} text={t('password.link.expired')}>
        <LinkButton to={newLinkAt[purpose]} state={{ email: emailOfToken(token) }} variant="contained">
          {t('password.link.again')}
        </LinkButton>
      </MessagePage>
    );
  }
  return (
    <SplitPage title={t(`password.${purpose}.title`)} lead={t(`password.${purpose}.lead`)}>
      {result ? (
        <SetPasswordForm token={token} purpose={purpose} email={result.email} />
      ) : (
        <Stack spacing={2.5} role="progressbar" aria-busy="true" aria-label={t('password.link.checking')}>
          <Skeleton variant="rounded" height={56} />
          <Skeleton variant="rounded" height={84} />
          <Skeleton variant="rounded" height={52} />
        </Stack>
      )}
    </SplitPage>
  );
}
