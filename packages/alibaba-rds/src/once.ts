/**
 * A value that is made when it is first asked for. For the schemas that a listing does not use: making a schema is
 * slow, and all of them together are a noticeable part of what `instances` takes to start.
 */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
