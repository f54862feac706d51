import { describe, expect, it } from '@jest/globals';
import { variableReferences } from './definitions.js';

const machine = (states: object, language = 'JSONPath') =>
  JSON.stringify({ QueryLanguage: language, StartAt: 'A', States: states });

describe('references to variables', () => {
  it('are found in paths and intrinsics', () => {
    const states = {
      A: {
        Type: 'Pass',
        Parameters: { 'a.$': '$first.x', 'b.$': "States.Format('{} $no', $second)", 'c.$': '$.input', 'd.$': '$$.Execution.Id' },
        InputPath: '$third',
        End: true,
      },
    };
    expect(variableReferences(machine(states))['A']?.toSorted()).toEqual(['first', 'second', 'third']);
  });

  it('are found in JSONata, without what the expression binds itself', () => {
    const states = {
      A: {
        Type: 'Pass',
        Output: "{% ($local := $sum($amounts); $map($rows, function($row) { $row.x + $local }) & '$text' & $states.input.a) %}",
        End: true,
      },
    };
    expect(variableReferences(machine(states, 'JSONata'))['A']?.toSorted()).toEqual(['amounts', 'rows']);
  });

  it('belong to the state that makes them, inside branches too', () => {
    const inner = { StartAt: 'B', States: { B: { Type: 'Pass', Output: '{% $deep %}', End: true } } };
    expect(variableReferences(machine({ A: { Type: 'Parallel', Branches: [inner], End: true } }, 'JSONata'))).toEqual({
      B: ['deep'],
    });
  });
});
