import { createContext, use, type ComponentType } from 'react';
import type { NavigationEntry, Place } from './feature.ts';
import type { Language } from './language.ts';

/** What the features show on pages of others, in the order of the list of features. */
export interface Shown {
  readonly languages: readonly Language[];
  readonly navigation: readonly (NavigationEntry & { readonly name: string })[];
  readonly parts: Readonly<Record<Place, readonly Named[]>>;
  readonly headers: readonly Named[];
  readonly dialogs: readonly Named[];
}

interface Named {
  /** The name of the feature that it is a part of. */
  readonly name: string;
  readonly Part: ComponentType;
}

export const ShownContext = createContext<Shown>({
  languages: [],
  navigation: [],
  parts: { overview: [], security: [] },
  headers: [],
  dialogs: [],
});

/** What the features of this app show on pages of others. */
export const useShown = (): Shown => use(ShownContext);
