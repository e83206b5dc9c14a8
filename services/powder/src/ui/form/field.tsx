import TextField from '@mui/material/TextField';
import type { HTMLInputTypeAttribute, ReactNode } from 'react';
import { useCodeText } from '../use-code-text.ts';
import { useFormContext } from './form-context.ts';

export interface FieldProps {
  /** The contract's name of the field, which also names its text and its errors. */
  name: string;
  /** A token of the HTML standard, such as `given-name`. */
  autoComplete: string;
  type?: HTMLInputTypeAttribute;
  /** Most forms ask only for what is needed; a page of optional fields says so in its own words. */
  optional?: boolean;
  /** Shown below while there is no error. */
  hint?: ReactNode;
  /** Which keyboard a phone shows. */
  inputMode?: 'email' | 'tel' | 'text';
  readOnly?: boolean;
  /** Inside the field at its end, such as a button. */
  end?: ReactNode;
  /** The options of a choice; the browser's own list is shown. */
  options?: readonly { value: string; text: string }[];
  /** Id of an element that describes the field beside its own hint. */
  describedBy?: string;
}

/** A labelled field of the form around it: its value, its error, its hint. */
export function Field(props: FieldProps) {
  const {
    name,
    autoComplete,
    type = 'text',
    optional = false,
    hint,
    options,
    inputMode,
    readOnly,
    end,
  } = props;
  const { fieldErrorText } = useCodeText();
  const { values, onChange, errors, labelOf, prefix } = useFormContext();
  const id = `${prefix}${name}`;
  const error = errors[name];
  const helper = error === undefined ? hint : fieldErrorText(name, error);
  const describedBy = [helper ? `${id}-helper-text` : '', props.describedBy ?? ''].join(' ').trim();
  return (
    <TextField
      id={id}
      name={name}
      type={options ? undefined : type}
      label={labelOf(name)}
      value={values[name] ?? ''}
      onChange={onChange}
      autoComplete={autoComplete}
      error={error !== undefined}
      helperText={helper}
      required={!optional}
      fullWidth
      select={options !== undefined}
      slotProps={{
        input: { endAdornment: end },
        inputLabel: { required: false, ...(options && { shrink: true }) },
        select: { native: true },
        htmlInput: {
          ...(inputMode && { inputMode }),
          readOnly,
          'aria-describedby': describedBy === '' ? undefined : describedBy,
          ...(type === 'email' || type === 'password' ? { autoCapitalize: 'none', spellCheck: false } : {}),
        },
      }}
    >
      {options?.map(({ value, text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </TextField>
  );
}
