/**
 * Makes something once and gives it again afterwards, so that an interrupted evaluation goes on where it stopped.
 *
 * @param key names what is made, with everything that it depends on
 */
export type Remember = <T>(key: string, make: () => Promise<T>) => Promise<T>;

/** Makes everything anew. */
export const rememberNothing: Remember = (_, make) => make();
