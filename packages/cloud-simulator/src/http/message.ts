/** An HTTP request, as a protocol's decoder needs it. Header names are in lower case. */
export interface HttpRequest {
  method: string;
  /** Path and query, as sent. */
  url: string;
  headers: Record<string, string | undefined>;
  body: string;
}

/** An HTTP response, as a protocol's encoder makes it. */
export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}
