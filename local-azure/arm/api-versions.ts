/**
 * API versions that each resource type is known to have: those in use by today's clients, not all that ever were.
 * Source: the stable and preview folders of Azure/azure-rest-api-specs.
 */
const machineLearning = [
  '2022-10-01',
  '2022-12-01-preview',
  '2023-04-01',
  '2023-08-01-preview',
  '2023-10-01',
  '2024-04-01',
  '2024-07-01-preview',
  '2024-10-01',
  '2025-04-01',
  '2025-06-01',
  '2025-09-01',
  '2025-12-01',
];

const containerService = [
  '2023-10-01',
  '2024-01-01',
  '2024-05-01',
  '2024-09-01',
  '2024-10-01',
  '2025-01-01',
  '2025-05-01',
];

export const apiVersions = {
  machineLearning,
  containerService,
  connectedClusters: ['2021-10-01', '2024-01-01', '2024-07-15-preview', '2024-12-01-preview'],
  extensions: ['2022-03-01', '2022-07-01', '2022-11-01', '2023-05-01', '2024-11-01', '2025-03-01'],
  relay: ['2017-04-01', '2021-11-01', '2024-01-01'],
  managedIdentity: ['2018-11-30', '2023-01-31', '2024-11-30'],
  virtualMachines: ['2023-03-01', '2023-09-01', '2024-03-01', '2024-07-01', '2024-11-01'],
  roleAssignments: [
    '2015-07-01',
    '2018-01-01-preview',
    '2020-04-01-preview',
    '2020-10-01-preview',
    '2022-04-01',
  ],
  roleDefinitions: ['2015-07-01', '2018-01-01-preview', '2022-04-01', '2022-05-01-preview'],
  resources: [
    '2016-06-01',
    '2019-11-01',
    '2020-06-01',
    '2020-10-01',
    '2021-04-01',
    '2022-09-01',
    '2022-12-01',
    '2024-03-01',
  ],
} as const satisfies Record<string, readonly string[]>;
