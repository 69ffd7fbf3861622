import { describe, expect, test } from '@jest/globals';
import { definitionOf } from '../../src/apply/definition.ts';
import type { InstanceType } from '../../src/azure/compute.ts';
import {
  aCompute,
  aLiveCompute,
  aMachineCompute,
  ids,
  liveIdentity,
  someSsh,
  userAssigned,
} from '../fixtures.ts';

const aType: InstanceType = { nodeSelector: {}, requests: {}, limits: { cpu: '1' } };
const otherType: InstanceType = { nodeSelector: { pool: 'gpu' }, requests: {}, limits: {} };

describe('a new compute', () => {
  test('has what is declared', () => {
    const identity = userAssigned(ids.identity);
    const types = { instanceTypes: { big: aType }, defaultInstanceType: 'big' };
    const declared = aCompute({
      identity,
      description: 'Jobs',
      tags: { a: 'b' },
      namespace: 'jobs',
      ...types,
    });
    expect(definitionOf(declared, 'westeurope', undefined)).toEqual({
      location: 'westeurope',
      resourceId: ids.aks,
      identity,
      description: 'Jobs',
      tags: { a: 'b' },
      replaces: false,
      attaches: { computeType: 'Kubernetes', namespace: 'jobs', ...types },
    });
  });

  test.each([{}, { tags: {}, instanceTypes: {} }])('has nothing where nothing is declared: %j', (nothing) => {
    expect(definitionOf(aCompute(nothing), undefined, undefined)).toMatchObject({
      location: undefined,
      identity: { type: 'None' },
      description: undefined,
      tags: undefined,
      attaches: { instanceTypes: undefined, defaultInstanceType: undefined },
    });
  });

  test('of a virtual machine has the way in', () => {
    const ssh = someSsh({ port: 2222, privateKey: 'KEY' });
    expect(definitionOf(aMachineCompute({ ssh }), 'westeurope', undefined)).toMatchObject({
      resourceId: ids.vm,
      attaches: {
        computeType: 'VirtualMachine',
        sshPort: 2222,
        username: 'azureuser',
        password: 'correct horse',
        privateKey: 'KEY',
      },
    });
  });
});

describe('over a compute that is there', () => {
  const live = aLiveCompute({
    description: 'Old',
    tags: { team: 'vision', cost: '42' },
    identity: liveIdentity({ type: 'SystemAssigned' }),
    instanceTypes: { big: aType, defaultinstancetype: aType },
    defaultInstanceType: 'defaultinstancetype',
  });

  test('whatever is not declared is written as Azure has it', () => {
    expect(definitionOf(aCompute(), 'westeurope', live)).toMatchObject({
      description: 'Old',
      tags: { team: 'vision', cost: '42' },
      replaces: true,
      attaches: {
        instanceTypes: { big: aType, defaultinstancetype: aType },
        defaultInstanceType: 'defaultinstancetype',
      },
    });
  });

  test('what is declared goes before it', () => {
    const types = { instanceTypes: { big: otherType }, defaultInstanceType: 'big' };
    const declared = aCompute({ description: '', tags: { team: 'speech' }, ...types });
    expect(definitionOf(declared, 'westeurope', live)).toMatchObject({
      identity: { type: 'None' },
      description: '',
      tags: { team: 'speech', cost: '42' },
      attaches: {
        instanceTypes: { big: otherType, defaultinstancetype: aType },
        defaultInstanceType: 'big',
      },
    });
  });

  test('nothing is written where neither has anything', () => {
    expect(definitionOf(aCompute(), 'westeurope', aLiveCompute())).toMatchObject({
      description: undefined,
      tags: undefined,
      attaches: { instanceTypes: undefined },
    });
  });
});
