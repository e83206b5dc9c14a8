import Stack from '@mui/material/Stack';
import { useId, useState, type ReactNode, type SyntheticEvent } from 'react';
import type { FieldChangeEvent } from '@gnar/edge/handle-change';
import { errorsByField, isOutage, type Problem } from '../../api/problem.ts';
import { useCodeText } from '../use-code-text.ts';
import { FormContext } from './form-context.ts';
import { ProblemSummary } from './problem-summary.tsx';

interface Props {
  values: Readonly<Record<string, string>>;
  onChange: (event: FieldChangeEvent) => void;
  onSubmit: () => void;
  /** What the form sends: whether it is on its way, and why the service refused the last attempt. */
  request: { readonly problem: Problem | undefined; readonly sending: boolean };
  /** The accessible name, where a page has more than one form. */
  label?: string;
  /** Names of fields that are called differently here. */
  labels?: Readonly<Record<string, string>>;
  /** Goes below the message of a problem that is not about a field, such as a way out. */
  wayOut?: ReactNode;
  children: ReactNode;
}

/**
 * A form whose rules live in the service: it sends what was typed, brings each refusal to its field, and moves the
 * focus to a summary. The complaint about a field goes as soon as the field is edited.
 */
export function Form({
  values,
  onChange,
  onSubmit,
  request: { problem, sending },
  label,
  labels,
  wayOut,
  children,
}: Props) {
  const prefix = useId();
  const { fieldLabel } = useCodeText();
  const labelOf = (name: string) => labels?.[name] ?? fieldLabel(name);
  const [edited, setEdited] = useState<{ since: Problem | undefined; names: readonly string[] }>({
    since: problem,
    names: [],
  });
  const editedNames = edited.since === problem ? edited.names : [];
  const refused = Object.entries(errorsByField(problem)).filter(([name]) => !editedNames.includes(name));
  // Of an empty field the service says what it lacks to be a good one.
  const errors = Object.fromEntries(
    refused.map(([name, code]) => [name, values[name] === '' ? 'required' : code]),
  );

  const change = (event: FieldChangeEvent) => {
    setEdited({ since: problem, names: [...editedNames, event.target.name] });
    onChange(event);
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!sending) onSubmit();
  };
  // An outage is told by a notification with Retry.
  const shown = problem && !isOutage(problem) ? problem : undefined;

  return (
    <FormContext value={{ values, onChange: change, errors, labelOf, prefix, sending }}>
      <Stack
        component="form"
        noValidate
        spacing={2.5}
        onSubmit={submit}
        aria-label={label}
        aria-busy={sending}
      >
        {shown && (
          <ProblemSummary problem={shown} errors={errors} labelOf={labelOf} prefix={prefix} wayOut={wayOut} />
        )}
        {children}
      </Stack>
    </FormContext>
  );
}
