import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { computeGrammar } from '../src/request/compute-grammar.ts';
import { type ComputeType, computeTypes } from '../src/request/request.ts';

/** docs/compute.schema.json, made from the grammar that reads compute files: what editors complete and check. */
export function computeSchema(): string {
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title:
      'Compute file of Azure Machine Learning (CLI v2): an attached Kubernetes cluster or virtual machine',
    type: 'object',
    required: ['type', 'name', 'resource_id'],
    oneOf: computeTypes.map(schemaOf),
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

function schemaOf(type: ComputeType): object {
  const { $schema, ...schema } = toJsonSchema(computeGrammar[type] as v.GenericSchema, {
    typeMode: 'input',
    // What a transformation or a check by code asks for, JSON Schema has no words for: the action itself says it.
    errorMode: 'ignore',
    overrideSchema: ({ valibotSchema, jsonSchema }) => describe(required(jsonSchema), valibotSchema),
  });
  return { ...schema, properties: { ...schema.properties, type: { enum: [type] } } };
}

/** A null stands for nothing given: it is taken, and nothing to suggest. */
function required({ anyOf, default: _, ...schema }: JsonSchema): JsonSchema {
  if (
    schema.additionalProperties &&
    typeof schema.additionalProperties === 'object' &&
    'not' in schema.additionalProperties
  )
    return { ...schema, additionalProperties: false };
  const given = anyOf?.filter((each) => typeof each === 'boolean' || each.type !== 'null');
  const [only, ...others] = given ?? [];
  if (typeof only === 'object' && others.length === 0) return { ...schema, ...only };
  return given ? { ...schema, anyOf: given } : schema;
}

/** What a problem says is expected tells as well what a field is. */
function describe(schema: JsonSchema, source: object): JsonSchema {
  return 'message' in source && typeof source.message === 'string'
    ? { description: source.message, ...schema }
    : schema;
}
