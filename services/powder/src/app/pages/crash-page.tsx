import Button from '@mui/material/Button';
import { useTranslation } from 'react-i18next';
import { MessagePage } from '../../ui/message-page.tsx';

/** Instead of a page that failed, most often because a part of it could not be loaded after a deployment. */
export function CrashPage() {
  const { t } = useTranslation();
  return (
    <MessagePage title={t('app.crashTitle')} text={t('app.crash')}>
      <Button variant="contained" onClick={() => window.location.reload()}>
        {t('app.reload')}
      </Button>
    </MessagePage>
  );
}
