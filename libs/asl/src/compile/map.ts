import type { JsonObject } from '../model.js';
import { isObject } from '../model.js';
import { compileJsonataTemplate, compilePath } from '../expressions/index.js';
import type { Flow, MapState, NumberField, StateBase } from './definition.js';
import { numberField, text, valueField, type Value } from './fields.js';

/** Map, with the old names too: `Iterator` for ItemProcessor, `Parameters` for ItemSelector. */
export function compileMap(base: StateBase, flowOf: (definition: JsonObject) => Flow): MapState {
  const { definition, jsonata } = base;
  const processor = object(definition['ItemProcessor']) ?? object(definition['Iterator']) ?? {};
  const config = object(processor['ProcessorConfig']) ?? {};
  const selector = valueField(
    definition['ItemSelector'] ?? (jsonata ? undefined : definition['Parameters']),
    jsonata,
    'ItemSelector',
  );
  const { parameters: _selector, ...rest } = base;
  const items = definition['Items'];
  return {
    ...rest,
    type: 'Map',
    processor: flowOf(processor),
    distributed: config['Mode'] === 'DISTRIBUTED',
    executionType: config['ExecutionType'] === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
    ...(typeof definition['ItemsPath'] === 'string' ? { itemsPath: compilePath(definition['ItemsPath']) } : {}),
    ...(jsonata && items !== undefined ? { items: compileJsonataTemplate(items, 'Items', 'array') } : {}),
    ...(selector ? { itemSelector: selector } : {}),
    ...numbers(definition, jsonata),
    ...readerAndWriter(definition, jsonata),
    ...(typeof definition['Label'] === 'string' ? { label: definition['Label'] } : {}),
  };
}

function numbers(definition: JsonObject, jsonata: boolean): Partial<MapState> {
  const maxConcurrency = numberField(definition, 'MaxConcurrency', jsonata);
  const toleratedFailureCount = numberField(definition, 'ToleratedFailureCount', jsonata);
  const toleratedFailurePercentage = numberField(definition, 'ToleratedFailurePercentage', jsonata);
  return {
    ...(maxConcurrency ? { maxConcurrency } : {}),
    ...(toleratedFailureCount ? { toleratedFailureCount } : {}),
    ...(toleratedFailurePercentage ? { toleratedFailurePercentage } : {}),
  };
}

function readerAndWriter(definition: JsonObject, jsonata: boolean): Partial<MapState> {
  const batcher = object(definition['ItemBatcher']);
  const reader = object(definition['ItemReader']);
  const writer = object(definition['ResultWriter']);
  const field = jsonata ? 'Arguments' : 'Parameters';
  const maxItems = batcher && numberField(batcher, 'MaxItemsPerBatch', jsonata);
  const maxBytes = batcher && numberField(batcher, 'MaxInputBytesPerBatch', jsonata);
  const input = batcher && valueField(batcher['BatchInput'], jsonata, 'ItemBatcher/BatchInput');
  const readerArguments = reader && valueField(reader[field], jsonata, `ItemReader/${field}`);
  const writerArguments = writer && valueField(writer[field], jsonata, `ResultWriter/${field}`);
  return {
    ...(batcher
      ? { itemBatcher: { ...(maxItems ? { maxItems } : {}), ...(maxBytes ? { maxBytes } : {}), ...(input ? { input } : {}) } }
      : {}),
    ...(reader
      ? {
          itemReader: {
            resource: text(reader['Resource']),
            ...config(reader['ReaderConfig'], jsonata, 'ItemReader/ReaderConfig'),
            ...(readerArguments ? { arguments: readerArguments } : {}),
          },
        }
      : {}),
    ...(writer
      ? {
          resultWriter: {
            ...(typeof writer['Resource'] === 'string' ? { resource: writer['Resource'] } : {}),
            ...config(writer['WriterConfig'], jsonata, 'ResultWriter/WriterConfig'),
            ...(writerArguments ? { arguments: writerArguments } : {}),
          },
        }
      : {}),
  };
}

function object(value: JsonObject[string] | undefined): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

/** Settings of a reader or writer; `MaxItemsPath` is the one path among them. */
function config(
  value: JsonObject[string] | undefined,
  jsonata: boolean,
  field: string,
): { config?: Value; maxItems?: NumberField } {
  if (!isObject(value)) return {};
  const maxItems = jsonata ? undefined : numberField(value, 'MaxItems', false);
  const { MaxItemsPath: _path, ...rest } = value;
  const settings = valueField(jsonata ? value : rest, jsonata, field);
  return { ...(settings ? { config: settings } : {}), ...(maxItems ? { maxItems } : {}) };
}
