/** Registers a language with moment; it brings no value and no types of its own. */
declare module 'moment/locale/*.js';
