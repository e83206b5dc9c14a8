import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import type { Services } from '../api/services.ts';

/** Lets sagas go to pages: React Router hands its navigate to components only. */
export interface Navigation {
  navigate: Services['navigate'];
  /** Says how to navigate from now on; returns a function that takes it back. */
  connect: (navigate: Services['navigate']) => () => void;
}

/** Makes a navigation that goes nowhere until a router is there. */
export function createNavigation(): Navigation {
  let current: Services['navigate'] | undefined;
  return {
    navigate: (to, options) => current?.(to, options),
    connect(navigate) {
      current = navigate;
      return () => {
        current = undefined;
      };
    },
  };
}

/** Connects a navigation with the router around it. */
export function NavigationConnection({ navigation }: { navigation: Navigation }) {
  const navigate = useNavigate();
  useEffect(() => navigation.connect((to, options) => void navigate(to, options)), [navigation, navigate]);
  return null;
}
