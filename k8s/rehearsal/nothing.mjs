/** In the place of a set-up that starts a system: it is there already. */
export default () => undefined;
