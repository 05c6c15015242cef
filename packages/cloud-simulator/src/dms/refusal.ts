import type { ResponseAnswer } from '../answer.ts';

/** A call that the service refuses, with the code that its clients match on. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}

/** The body of a refusal in the JSON protocol of AWS. */
export function refusalAnswer(code: string, message: string, status = 400): ResponseAnswer {
  return { kind: 'response', status, body: { __type: code, message } };
}

export function notFound(message: string): Refusal {
  return new Refusal('ResourceNotFoundFault', message);
}

export function wrongState(message: string): Refusal {
  return new Refusal('InvalidResourceStateFault', message);
}

export function invalidValue(message: string): Refusal {
  return new Refusal('InvalidParameterValueException', message);
}

export function invalidCombination(message: string): Refusal {
  return new Refusal('InvalidParameterCombinationException', message);
}

export function quotaExceeded(message: string): Refusal {
  return new Refusal('ResourceQuotaExceededFault', message);
}

export function alreadyExists(message: string): Refusal {
  return new Refusal('ResourceAlreadyExistsFault', message);
}
