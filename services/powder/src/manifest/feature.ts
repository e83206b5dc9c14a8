import type { SagaGenerator } from '@gnar/edge/redux';
import type { ComponentType } from 'react';
import type { Reducer } from 'redux';

type Lazy<Value> = () => Promise<Value>;

/** What a feature adds to the store: slices made by `createSlice` or `createRequestSlice`, and the saga that drives them. */
export interface Logic {
  readonly slices?: readonly { readonly reducerPath: string; readonly reducer: Reducer }[];
  readonly saga?: () => SagaGenerator;
}

export interface PageRoute {
  /** Without the leading slash: `account/personal`. Guests and members may each have a page at '', the home page. */
  readonly path: string;
  /** `guests`: users who are signed in are sent to the home page. `members`: guests log in first and come back. */
  readonly access: 'everyone' | 'guests' | 'members';
  /** Shows the page beside the steps of the account. */
  readonly layout?: 'account';
  /** The page shows the parts of this place, which are then loaded together with it. */
  readonly place?: Place;
  readonly page: Lazy<ComponentType>;
}

/**
 * Where features show parts of themselves on pages that are not theirs. What is always shown together may name its chunk
 * alike, `webpackChunkName: "overview"`, and is then one file.
 */
export type Place = 'overview' | 'security';

export interface Part {
  readonly place: Place;
  readonly component: Lazy<ComponentType>;
}

export interface NavigationEntry {
  /** All entries are cards of the overview; beyond that, `account` ones are steps of the account, `header` ones links above every page. */
  readonly place: 'account' | 'header';
  /** With the leading slash: `/account/personal`. */
  readonly path: string;
  /** The marker of the run: from the easiest to the steepest. */
  readonly level: 'green' | 'blue' | 'black';
}

type Words = Readonly<Record<string, string>>;

/** What a feature says in one language. Everything but these sections belongs to the feature alone. */
export interface Texts {
  readonly texts: object & {
    /** By code, for problem codes of the feature's operations. */
    readonly problem?: Words;
    /** By code, or by field and code, such as `name_too_long`. */
    readonly fieldError?: Words;
    /** By the contract's name of the field. Where one form calls a field differently, give it `labels`. */
    readonly field?: Words;
  };
}

/**
 * What a feature is made of. Everything that is a function is loaded when it is first shown, so that it adds nothing to
 * the first paint of other pages; `header`, `dialog` and `start` are in every page's first paint.
 */
export interface Feature {
  /** The key of its texts. */
  readonly name: string;
  /** By language. Those of a feature with a navigation entry hold `navigation: { label, title, text }`. */
  readonly texts: Readonly<Record<string, Lazy<Texts>>> & { readonly en: Lazy<Texts> };
  readonly routes?: readonly PageRoute[];
  readonly parts?: readonly Part[];
  readonly navigation?: NavigationEntry;
  /** Loaded with the first page or part of the feature. */
  readonly logic?: Lazy<Logic>;
  /** The same for what must listen from the page's load on. */
  readonly start?: Logic;
  /** Stands in the header of every page. */
  readonly header?: ComponentType;
  /** Stands outside the pages, so that it can open above any of them. */
  readonly dialog?: ComponentType;
}
