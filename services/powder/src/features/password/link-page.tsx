import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Button from '@mui/material/Button';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useDispatch, useSelector } from 'react-redux';
import { isOutage } from '../../api/problem.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { MessagePage } from '../../ui/message-page.tsx';
import { SplitPage } from '../../ui/split-page.tsx';
import { useCodeText } from '../../ui/use-code-text.ts';
import { useLeaving } from '../../ui/use-leaving.ts';
import { linkRequest, type PasswordLinkPurpose } from './password.slice.ts';
import { SetPasswordForm } from './set-password-form.tsx';
import { emailOfToken, useLinkToken } from './use-link-token.ts';

/** Where a new link is asked for. */
const newLinkAt = { activate: '/signup', reset: '/forgot-password' } as const;

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
          {t(`password.${purpose}.again`)}
        </LinkButton>
      </MessagePage>
    );
  }
  return <CheckedLink key={token} token={token} purpose={purpose} />;
}

function CheckedLink({ token, purpose }: { token: string; purpose: PasswordLinkPurpose }) {
  const { t } = useTranslation();
  const dispatch = useDispatch();
  const link = useSelector(linkRequest.select);
  const email = emailOfToken(token);
  useEffect(() => {
    dispatch(linkRequest.submitted({ token, purpose }));
  }, [dispatch, token, purpose]);
  useLeaving(linkRequest.left);

  if (link.status === 'refused') {
    return (
      <RefusedLink
        purpose={purpose}
        email={email}
        onRetry={() => dispatch(linkRequest.submitted({ token, purpose }))}
      />
    );
  }
  return (
    <SplitPage title={t(`password.${purpose}.title`)} lead={t(`password.${purpose}.lead`)}>
      {link.status === 'succeeded' ? (
        <SetPasswordForm token={token} purpose={purpose} email={link.result.email} />
      ) : (
        <Stack spacing={2.5} aria-busy="true" aria-label={t('password.link.checking')}>
          <Skeleton variant="rounded" height={56} />
          <Skeleton variant="rounded" height={84} />
          <Skeleton variant="rounded" height={52} />
        </Stack>
      )}
    </SplitPage>
  );
}

interface RefusedProps {
  purpose: PasswordLinkPurpose;
  email: string;
  onRetry: () => void;
}

function RefusedLink({ purpose, email, onRetry }: RefusedProps) {
  const { t } = useTranslation();
  const { problemText } = useCodeText();
  const link = useSelector(linkRequest.select);
  if (link.status !== 'refused') return null;
  if (isOutage(link.problem) || link.problem.code === 'too_many_requests') {
    return (
      <MessagePage
        title={t('password.link.unreachableTitle')}
        text={problemText(link.problem.code, { wait: t('wait.now') })}
      >
        <Button variant="contained" onClick={onRetry}>
          {t('action.retry')}
        </Button>
      </MessagePage>
    );
  }
  return (
    <MessagePage title={t('password.link.expiredTitle')} text={t('password.link.expired')}>
      <LinkButton to={newLinkAt[purpose]} state={{ email }} variant="contained">
        {t(`password.${purpose}.again`)}
      </LinkButton>
    </MessagePage>
  );
}
