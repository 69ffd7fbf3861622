import { apiVersions } from '../api-versions.ts';
import { type ResourceType, readable } from '../resource-type.ts';

export const managedIdentityTypes: readonly ResourceType[] = [
  readable('Microsoft.ManagedIdentity/userAssignedIdentities', apiVersions.managedIdentity),
];
