import type { ResourceType } from '../resource-type.ts';
import { authorizationTypes } from './authorization.ts';
import { containerServiceTypes } from './container-service.ts';
import { kubernetesTypes } from './kubernetes.ts';
import { kubernetesConfigurationTypes } from './kubernetes-configuration.ts';
import { machineLearningTypes } from './machine-learning.ts';
import { managedIdentityTypes } from './managed-identity.ts';
import { relayTypes } from './relay.ts';
import { resourcesTypes } from './resources.ts';
import { virtualMachineTypes } from './virtual-machines.ts';

/** Every resource type that this Azure has. */
export const resourceTypes: readonly ResourceType[] = [
  ...authorizationTypes,
  ...containerServiceTypes,
  ...kubernetesConfigurationTypes,
  ...kubernetesTypes,
  ...machineLearningTypes,
  ...managedIdentityTypes,
  ...relayTypes,
  ...resourcesTypes,
  ...virtualMachineTypes,
];
