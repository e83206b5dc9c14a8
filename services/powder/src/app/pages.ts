import { lazy, type ComponentType } from 'react';
import type { Feature, Logic, PageRoute, Part, Place } from '../manifest/feature.ts';
import type { Shown } from '../manifest/shown.ts';
import { languages } from './languages.ts';

/** A route whose page is loaded when it is first rendered. */
export type Page = PageRoute & { readonly Page: ComponentType };

/**
 * Makes the pages and parts of the features, each a chunk of its own: the old page stays until the new one is there. With a
 * page or part comes its feature's logic, which is installed before it renders.
 */
export function createPages(
  features: readonly Feature[],
  install: (logic: Logic) => void,
): { pages: readonly Page[]; shown: Shown } {
  const load = async ({ logic }: Feature, component: () => Promise<ComponentType>) => {
    const [loaded, Component] = await Promise.all([logic?.(), component()]);
    if (loaded) install(loaded);
    return { default: Component };
  };
  const parts = features.flatMap((feature) =>
    (feature.parts ?? []).map((part: Part) => {
      // One promise for the page that shows the part and for the part itself.
      let loading: ReturnType<typeof load> | undefined;
      const preload = () => (loading ??= load(feature, part.component));
      return { name: feature.name, place: part.place, preload, Part: lazy(preload) };
    }),
  );
  const partsOf = (shownAt: Place | undefined) => parts.filter(({ place }) => place === shownAt);
  const pages = features.flatMap((feature) =>
    (feature.routes ?? []).map((route: PageRoute) => ({
      ...route,
      Page: lazy(async () => {
        // A part that cannot be loaded fails where it renders, inside the page's boundary.
        for (const { preload } of partsOf(route.place)) preload().catch(() => undefined);
        return load(feature, route.page);
      }),
    })),
  );
  return {
    pages,
    shown: {
      languages,
      navigation: features.flatMap(({ name, navigation }) => (navigation ? [{ name, ...navigation }] : [])),
      parts: { overview: partsOf('overview'), security: partsOf('security') },
      headers: features.flatMap(({ name, header }) => (header ? [{ name, Part: header }] : [])),
      dialogs: features.flatMap(({ name, dialog }) => (dialog ? [{ name, Part: dialog }] : [])),
    },
  };
}
