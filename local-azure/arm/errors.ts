import { randomUUID } from 'node:crypto';
import type { HttpResponse } from '../http.ts';
import type { JsonObject } from '../json.ts';

/** A request that ARM or a resource provider refuses. Thrown anywhere below the router, which answers it. */
export class Refused extends Error {
  readonly response: HttpResponse;

  constructor(message: string, response: HttpResponse) {
    super(message);
    this.name = 'Refused';
    this.response = response;
  }
}

/** ARM's own error shape. */
export function refuse(status: number, code: string, message: string): Refused {
  return new Refused(message, { status, body: { error: { code, message } } });
}

export interface MachineLearningProblem {
  readonly status: number;
  /** The inner error's code, e.g. `BadArgument`; the outer one is always `UserError`. */
  readonly code: string;
  readonly message: string;
  /** Where in the body, e.g. `properties.computeType`. */
  readonly target?: string;
  readonly details?: readonly JsonObject[];
}

/** The error shape of the Azure Machine Learning resource provider. */
export function refuseMachineLearning(problem: MachineLearningProblem, location: string): Refused {
  const { status, code, message, target = null, details = [] } = problem;
  const body = {
    error: {
      code: 'UserError',
      severity: null,
      message,
      messageFormat: null,
      messageParameters: {},
      referenceCode: null,
      detailsUri: null,
      target,
      details,
      innerError: { code, innerError: null },
      debugInfo: null,
      additionalInfo: null,
    },
    correlation: {
      operation: randomUUID().replaceAll('-', ''),
      request: randomUUID().replaceAll('-', '').slice(0, 16),
    },
    environment: location,
    location,
    time: new Date().toISOString().replace('Z', '0000+00:00'),
    componentName: 'machinelearningcompute',
  };
  return new Refused(message, { status, body });
}

export function resourceNotFound(
  type: string,
  names: readonly string[],
  resourceGroup: string | undefined,
): Refused {
  const [namespace = '', ...types] = type.split('/');
  const resource = `${namespace}/${types.flatMap((segment, index) => [segment, names[index] ?? '']).join('/')}`;
  const place = resourceGroup === undefined ? '' : ` under resource group '${resourceGroup}'`;
  return refuse(
    404,
    'ResourceNotFound',
    `The Resource '${resource}'${place} was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}
