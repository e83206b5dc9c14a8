// What webpack makes of files that are not code; webpack.config.ts has the rules.

/** Style sheets bring no value. */
declare module '*.css';

declare module '*.avif' {
  const address: string;
  export default address;
}
declare module '*.gif' {
  const address: string;
  export default address;
}
declare module '*.ico' {
  const address: string;
  export default address;
}
declare module '*.jpeg' {
  const address: string;
  export default address;
}
declare module '*.jpg' {
  const address: string;
  export default address;
}
declare module '*.png' {
  const address: string;
  export default address;
}
declare module '*.webp' {
  const address: string;
  export default address;
}
declare module '*.woff' {
  const address: string;
  export default address;
}
declare module '*.woff2' {
  const address: string;
  export default address;
}
declare module '*.svg' {
  import type { FunctionComponent, SVGProps } from 'react';

  const address: string;
  export default address;
  /** The drawing itself; it takes the attributes of `<svg>`, such as `width` and `aria-hidden`. */
  export const Svg: FunctionComponent<SVGProps<SVGSVGElement>>;
}
