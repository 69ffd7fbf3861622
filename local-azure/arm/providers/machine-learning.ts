import { apiVersions } from '../api-versions.ts';
import { operationResults, operationStatuses } from '../asynchronous.ts';
import { type ResourceType, readable } from '../resource-type.ts';
import { computes, presentCompute } from './computes.ts';

const namespace = 'Microsoft.MachineLearningServices';

/** Azure Machine Learning. */
export const machineLearningTypes: readonly ResourceType[] = [
  readable(`${namespace}/workspaces`, apiVersions.machineLearning),
  computes,
  operationStatuses(`${namespace}/locations/computeOperationsStatus`, apiVersions.machineLearning),
  operationResults(
    `${namespace}/locations/computeOperationsResults`,
    apiVersions.machineLearning,
    presentCompute,
  ),
];
