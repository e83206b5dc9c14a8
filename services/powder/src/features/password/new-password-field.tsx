import Stack from '@mui/material/Stack';
import { useEffect, useId } from 'react';
import { useDispatch } from 'react-redux';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { PasswordStrength } from './password-strength.tsx';
import { passwordTyped } from './strength.slice.ts';

interface Props {
  /** What is in the field, to be scored while it is typed. */
  value: string;
  email: string;
}

/** The field for a password that is being chosen, with its strength below. */
export function NewPasswordField({ value, email }: Props) {
  const dispatch = useDispatch();
  const strengthId = useId();
  useEffect(() => {
    dispatch(passwordTyped({ password: value, ...(email !== '' && { email }) }));
  }, [dispatch, value, email]);
  return (
    <Stack spacing={1}>
      <PasswordField name="password" autoComplete="new-password" describedBy={strengthId} />
      <PasswordStrength id={strengthId} />
    </Stack>
  );
}
