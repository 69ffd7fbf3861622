import type { Report } from './report.ts';

/** Every output of action.yml. */
export const outputNames = [
  'action',
  'changed',
  'compliant',
  'compute-id',
  'compute-name',
  'provisioning-state',
  'principal-id',
  'studio-url',
  'report',
] as const;
export type OutputName = (typeof outputNames)[number];

/** The values of the outputs, of the first compute; empty where there is nothing to say. */
export function renderOutputs(report: Report): Record<OutputName, string> {
  const [compute] = report.computes;
  return {
    action: compute?.action ?? 'none',
    changed: String(compute?.changed ?? false),
    compliant: String(compute?.compliant ?? report.succeeded),
    'compute-id': compute?.id ?? '',
    'compute-name': compute?.name ?? '',
    'provisioning-state': compute?.provisioningState ?? '',
    'principal-id': compute?.principalId ?? '',
    'studio-url': compute?.studioUrl ?? '',
    report: JSON.stringify(report),
  };
}
