import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import { useLayoutEffect, useRef, type MouseEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../api/problem.ts';
import { useCodeText } from '../use-code-text.ts';
import { useWaitText } from '../use-wait-text.ts';

interface Props {
  problem: Problem;
  /** The fields that still need attention, with their codes. */
  errors: Readonly<Record<string, string>>;
  labelOf: (name: string) => string;
  prefix: string;
  wayOut?: ReactNode;
}

/** Says what was refused and leads to each field; takes the focus when a new refusal comes. */
export function ProblemSummary({ problem, errors, labelOf, prefix, wayOut }: Props) {
  const { t } = useTranslation();
  const { problemText, fieldErrorText } = useCodeText();
  const wait = useWaitText(problem);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.focus(), [problem]);

  const fields = Object.entries(errors);
  const aboutFields = problem.errors.length > 0;
  if (aboutFields && fields.length === 0) return null;
  const jump = (name: string) => (event: MouseEvent) => {
    event.preventDefault();
    document.getElementById(`${prefix}${name}`)?.focus();
  };
  return (
    <Alert severity="error" ref={box} tabIndex={-1}>
      <AlertTitle>
        {aboutFields ? t('problem.fields', { count: fields.length }) : t('problem.title')}
      </AlertTitle>
      {aboutFields ? (
        <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
          {fields.map(([name, code]) => (
            <li key={name}>
              <Link href={`#${prefix}${name}`} color="inherit" onClick={jump(name)}>
                {labelOf(name)}
              </Link>
              {': '}
              {fieldErrorText(name, code)}
            </li>
          ))}
        </Box>
      ) : (
        problemText(problem.code, { wait })
      )}
      {wayOut && <Box sx={{ mt: 1 }}>{wayOut}</Box>}
    </Alert>
  );
}
