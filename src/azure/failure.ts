import type { OidcClaims } from './oidc-claims.ts';

/** What went wrong at a service, whole: nothing that the service said is dropped. */
export interface Failure {
  /** What was being done, such as `read the workspace ml-prod`; completes "Failed to …". */
  readonly operation: string;
  /** HTTP status, when the service answered at all. */
  readonly status?: number;
  /** The service's own code, such as `AuthorizationFailed`; a client's code, such as `ECONNRESET`, without an answer. */
  readonly code: string;
  readonly message: string;
  /** Nested errors and inner errors, flattened in reading order. */
  readonly details: readonly FailureDetail[];
  /** `x-ms-correlation-request-id`: what Azure support asks for. */
  readonly correlationId?: string;
  /** The claims by which a sign-in through GitHub was to be recognised. */
  readonly presented?: OidcClaims;
  /** How to go on, when it is known. */
  readonly advice?: string;
}

export interface FailureDetail {
  readonly code: string;
  readonly message: string;
}

/** True when the same request may well succeed later: there was no answer, or one that speaks of the moment. */
export const isTransient = ({ status }: Pick<Failure, 'status'>): boolean =>
  status === undefined || status === 408 || status === 429 || status >= 500;

/** An error that carries a failure to the report. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(`Failed to ${failure.operation}: ${failure.code}: ${failure.message}`, options);
    this.failure = failure;
  }
}

/**
 * Flattens the error object of an ARM or Azure ML answer, `{ error: { code, message, details, innererror } }` in any
 * of its depths, with or without the outer `error`.
 * Source: Azure Resource Manager, common error details; Azure ML adds `error` inside lists of provisioning errors.
 */
export function readErrorBody(body: unknown): FailureDetail & { readonly details: readonly FailureDetail[] } {
  const error = unwrap(body);
  return { code: text(error['code']), message: text(error['message']), details: nested(error, 0) };
}

const deepest = 8;

function nested(error: Record<string, unknown>, depth: number): FailureDetail[] {
  if (depth === deepest) return [];
  const listed = Array.isArray(error['details']) ? error['details'] : [];
  const inner = error['innererror'] ?? error['innerError'];
  return [...listed, ...(inner ? [inner] : [])].flatMap((each: unknown) => {
    const detail = unwrap(each);
    const own = { code: text(detail['code']), message: text(detail['message']) };
    return own.code || own.message ? [own, ...nested(detail, depth + 1)] : nested(detail, depth + 1);
  });
}

function unwrap(body: unknown): Record<string, unknown> {
  if (typeof body === 'string') return { message: body };
  if (!isRecord(body)) return {};
  return isRecord(body['error']) ? body['error'] : body;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string =>
  typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value);
