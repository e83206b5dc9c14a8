import Button from '@mui/material/Button';
import { useTranslation } from 'react-i18next';
import { useDispatch } from 'react-redux';
import { MessagePage } from '../ui/message-page.tsx';
import { checkRequested } from './session.slice.ts';

/** Instead of a page for users who are signed in, while it is unknown whether the visitor is one. */
export function Unreachable() {
  const { t } = useTranslation();
  const dispatch = useDispatch();
  return (
    <MessagePage title={t('session.unreachable_title')} text={t('session.unreachable_text')}>
      <Button variant="contained" onClick={() => dispatch(checkRequested())}>
        {t('action.retry')}
      </Button>
    </MessagePage>
  );
}
