import type { InstanceType, InstanceTypes, Quantities } from '../azure/compute.ts';
import { isQuantity } from '../request/quantity.ts';
import type { DeclarationCheck } from './check.ts';
import { fail, pass } from './finding.ts';

const expected =
  'instance types with quantities and labels as Kubernetes writes them, such as cpu: 500m, memory: 2Gi, and a default that is one of them';

export const instanceTypes: DeclarationCheck = {
  id: 'instance-types',
  about: 'The declared instance types are ones that Kubernetes can take.',
  severity: 'error',
  needs: 'declaration',
  link: 'https://learn.microsoft.com/azure/machine-learning/how-to-manage-kubernetes-instance-types',
  judge({ instanceTypes: declared, defaultInstanceType }) {
    if (!declared && !defaultInstanceType) return undefined;
    const problems = [
      ...typeProblems(declared ?? {}),
      ...defaultProblem(declared ?? {}, defaultInstanceType),
    ];
    return problems.length === 0
      ? pass(expected, Object.keys(declared ?? {}).join(', '))
      : fail('error', expected, problems.join('; '));
  },
};

const typeProblems = (declared: InstanceTypes): string[] =>
  Object.entries(declared).flatMap(([name, type]) =>
    problemsOf(type)
      .concat(subdomain.test(name) ? [] : ['that is no name for an instance type'])
      .map((problem) => `${name}: ${problem}`),
  );

const problemsOf = ({ nodeSelector, requests, limits }: InstanceType): string[] => [
  ...Object.entries(nodeSelector).flatMap(([key, value]) => [
    ...(isLabelKey(key) ? [] : [`"${key}" is no label`]),
    ...(labelValue.test(value) ? [] : [`"${value}" is no value of a label (${key})`]),
  ]),
  ...quantityProblems('requests', requests),
  ...quantityProblems('limits', limits),
];

const quantityProblems = (where: string, quantities: Quantities): string[] =>
  Object.entries(quantities).flatMap(([resource, quantity]) =>
    isQuantity(quantity) && !quantity.startsWith('-')
      ? []
      : [`${where}.${resource} "${quantity}" is no quantity`],
  );

/** Azure has a default instance type of its own, which may be named without being declared. */
const azuresOwn = 'defaultinstancetype';

const defaultProblem = (declared: InstanceTypes, name: string | undefined): string[] =>
  !name || Object.hasOwn(declared, name) || name === azuresOwn
    ? []
    : [`the default "${name}" is not among them`];

/** RFC 1123 subdomain: the name of a custom resource. */
const subdomain = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

const labelName = /^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/;

/** A name, or a name behind a DNS subdomain and a slash. */
function isLabelKey(key: string): boolean {
  const [name = '', prefix, ...more] = key.split('/').reverse();
  return more.length === 0 && labelName.test(name) && (prefix === undefined || subdomain.test(prefix));
}
