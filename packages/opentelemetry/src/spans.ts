import type { Instant } from '@engine-upgrader/core';
import { type Attributes, context, type Span, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';

/** Spans under way, by a key of their own. One that began in another process is taken up where it is met. */
export class Spans {
  readonly #tracer: Tracer;
  readonly #open = new Map<string, Span>();
  readonly #beganAt = new Map<string, Instant>();

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  /** Begins a span under another one, if that one is under way; one that is under way already stays. */
  begin(key: string, name: string, at: Instant, attributes: Attributes, parentKey?: string): Span {
    const known = this.#open.get(key);
    if (known) return known;
    const parent = parentKey === undefined ? undefined : this.#open.get(parentKey);
    const around = parent ? trace.setSpan(context.active(), parent) : context.active();
    const span = this.#tracer.startSpan(name, { startTime: at, attributes }, around);
    this.#open.set(key, span);
    this.#beganAt.set(key, at);
    return span;
  }

  get(key: string): Span | undefined {
    return this.#open.get(key);
  }

  /**
   * Ends a span; `error` says why it went wrong.
   *
   * @returns how long it took in seconds, where it was under way
   */
  end(key: string, at: Instant, attributes: Attributes, error?: string): number | undefined {
    const span = this.#open.get(key);
    if (!span) return undefined;
    span.setAttributes(attributes);
    if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error });
    span.end(at);
    const beganAt = this.#beganAt.get(key) ?? at;
    this.#open.delete(key);
    this.#beganAt.delete(key);
    return (at - beganAt) / 1_000;
  }

  /** Ends what is still under way below a key, as nobody will say more of it. */
  endBelow(prefix: string, at: Instant): void {
    for (const key of this.#open.keys()) if (key.startsWith(prefix)) this.end(key, at, {});
  }
}
