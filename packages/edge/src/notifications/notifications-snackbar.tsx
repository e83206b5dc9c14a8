import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Snackbar from '@mui/material/Snackbar';
import { useDispatch, useSelector } from 'react-redux';
import {
  actionChosen,
  dismissed,
  selectShownNotification,
  type Notification,
} from './notifications.slice.ts';

interface Props {
  /** Turns a notification's message or label into the user's language. */
  translate: (key: string, values?: Notification['values']) => string;
  /** Label of the button that closes, already translated. */
  closeLabel: string;
  /** How long a message without a choice stays, milliseconds. */
  visibleFor?: number;
}

/** On a phone the message takes the width, and a choice goes below it where both do not fit beside each other. */
const layout = {
  alignItems: 'center',
  width: { xs: '100%', sm: 'auto' },
  '& .MuiAlert-icon': { p: 0 },
  '& .MuiAlert-action': { p: 0, mr: 0, ml: 'auto' },
} as const;
const layoutWithChoice = {
  ...layout,
  flexWrap: { xs: 'wrap', sm: 'nowrap' },
  '& .MuiAlert-message': { flex: { xs: '1 1 13rem', sm: '0 1 auto' } },
} as const;

/**
 * Shows the first notification of the queue. Errors and anything with a choice stay until the user closes them
 * (WCAG 2.2.1); the rest leave after a while. The live region is there before its content, so that screen readers
 * speak it.
 */
export function NotificationsSnackbar({ translate, closeLabel, visibleFor = 6000 }: Props) {
  const notification = useSelector(selectShownNotification);
  const dispatch = useDispatch();
  const urgent = notification?.severity === 'error' || notification?.severity === 'warning';
  const stays = urgent || notification?.action !== undefined;
  return (
    <div aria-live={urgent ? 'assertive' : 'polite'}>
      {notification && (
        <Snackbar
          key={notification.id}
          open
          // Where pages keep their pictures, not their buttons.
          anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
          autoHideDuration={stays ? null : visibleFor}
          onClose={(_event, reason) => {
            if (reason !== 'clickaway') dispatch(dismissed(notification.id));
          }}
        >
          <Alert
            severity={notification.severity}
            variant="filled"
            sx={notification.action ? layoutWithChoice : layout}
            role={urgent ? 'alert' : 'status'}
            closeText={closeLabel}
            onClose={() => dispatch(dismissed(notification.id))}
            {...(notification.action && {
              action: (
                <>
                  <Button
                    color="inherit"
                    size="small"
                    onClick={() => dispatch(actionChosen(notification.id))}
                  >
                    {translate(notification.action.label)}
                  </Button>
                  <Button color="inherit" size="small" onClick={() => dispatch(dismissed(notification.id))}>
                    {closeLabel}
                  </Button>
                </>
              ),
            })}
          >
            {translate(notification.message, notification.values)}
          </Alert>
        </Snackbar>
      )}
    </div>
  );
}
