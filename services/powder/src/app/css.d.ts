/** Style sheets are webpack's business; importing one brings no value. */
declare module '*.css';
