import { createContext, use } from 'react';
import type { FieldChangeEvent } from '@gnar/edge/handle-change';

/** What a field needs from its form. */
export interface FormContextValue {
  values: Readonly<Record<string, string>>;
  onChange: (event: FieldChangeEvent) => void;
  /** The codes of refused fields, by name. */
  errors: Readonly<Record<string, string>>;
  /** What a field is called. */
  labelOf: (name: string) => string;
  /** Makes ids unique when a page shows two forms. */
  prefix: string;
  sending: boolean;
}

export const FormContext = createContext<FormContextValue | null>(null);

/** The form around this field. */
export function useFormContext(): FormContextValue {
  const form = use(FormContext);
  if (form === null) throw new Error('A field was rendered outside of a <Form>.');
  return form;
}
