/** How the recipe *add a step* begins (docs/recipes/add-a-step.md): arguments of nx. */
export const RECIPE_GENERATOR = [
  'generate',
  './tools/generators:participant',
  'fraud',
  '--command=CheckFraud',
  '--success=FraudCleared',
  '--failure=FraudSuspected',
  '--compensation=CloseFraudCase',
  '--undone=FraudCaseClosed',
];
