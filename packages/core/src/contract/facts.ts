/** A value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Named values that were seen. Only fields that a driver names get in here; never a credential. */
export type Facts = Readonly<Record<string, string | number | boolean>>;
