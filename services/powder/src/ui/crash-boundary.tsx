import { Component, type ReactNode } from 'react';

interface Props {
  /** Changes when the visitor goes elsewhere, which is a new chance. */
  place: string;
  /** Shown instead of a page that failed. */
  fallback: ReactNode;
  children: ReactNode;
}

interface State {
  failedAt: string | null;
}

/** Keeps the header and the rest alive when a page fails; React has no hook for this. */
export class CrashBoundary extends Component<Props, State> {
  override state: State = { failedAt: null };

  static getDerivedStateFromError(): Partial<State> {
    return { failedAt: '' };
  }

  static getDerivedStateFromProps({ place }: Props, { failedAt }: State): Partial<State> | null {
    if (failedAt === '') return { failedAt: place };
    return failedAt !== null && failedAt !== place ? { failedAt: null } : null;
  }

  override render(): ReactNode {
    return this.state.failedAt === null ? this.props.children : this.props.fallback;
  }
}
