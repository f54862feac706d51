import type { Json } from '../../model.js';
import { isObject } from '../shared/own.js';
import type { PathFunction } from './ast.js';

/** Jayway's functions at the end of a path: `$.items.length()`. Undefined when the value is of the wrong type. */
export function applyFunction(name: PathFunction, value: Json): Json | undefined {
  switch (name) {
    case 'length':
    case 'size':
      return lengthOf(value);
    case 'keys':
      return isObject(value) ? Object.keys(value) : undefined;
    case 'first':
      return Array.isArray(value) ? value[0] : undefined;
    case 'last':
      return Array.isArray(value) ? value.at(-1) : undefined;
    case 'min':
    case 'max':
    case 'sum':
    case 'avg':
    case 'stddev':
      return Array.isArray(value) ? aggregate(name, value) : undefined;
  }
}

export function lengthOf(value: Json | undefined): number | undefined {
  if (Array.isArray(value) || typeof value === 'string') return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

function aggregate(name: 'min' | 'max' | 'sum' | 'avg' | 'stddev', values: readonly Json[]): number | undefined {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === 0) return undefined;
  const sum = numbers.reduce((total, number) => total + number, 0);
  switch (name) {
    case 'min':
      return numbers.reduce((least, number) => Math.min(least, number));
    case 'max':
      return numbers.reduce((most, number) => Math.max(most, number));
    case 'sum':
      return sum;
    case 'avg':
      return sum / numbers.length;
    case 'stddev': {
      const mean = sum / numbers.length;
      return Math.sqrt(numbers.reduce((total, number) => total + (number - mean) ** 2, 0) / numbers.length);
    }
  }
}
