// One flat configuration for the whole workspace: typed rules, module boundaries by the tags in each package.json,
// and the fences of the design (pure core, outcomes in place of exceptions, one home for the Kafka clients).
import { createProjectGraphAsync } from '@nx/devkit';
import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import globals from './tools/lint/globals.mjs';
import { APP_FENCE, DOMAIN_FENCE, KAFKA_FENCE, PURE_FENCE } from './tools/lint/fences.mjs';
import { DEP_CONSTRAINTS } from './tools/lint/boundaries.mjs';
import tseslint from 'typescript-eslint';

// The boundary rule reads the cached project graph and keeps silent without one: made here, it always fires.
process.env.NX_DAEMON ??= 'false';
await createProjectGraphAsync({ exitOnError: true });

const TYPESCRIPT = ['**/*.ts', '**/*.tsx'];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', '**/.counterpoint/**', 'coverage/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: ['**/*.mjs'], extends: [eslint.configs.recommended], languageOptions: { globals } },
  {
    files: TYPESCRIPT,
    extends: [eslint.configs.recommended, ...tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './apps/dashboard/tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      'no-undef': 'off',
      'no-console': 'off',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400 }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
    },
  },
  {
    files: [...TYPESCRIPT, 'apps/**/*.mjs', 'libs/**/*.mjs'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: false, banTransitiveDependencies: false, allow: [], depConstraints: DEP_CONSTRAINTS },
      ],
    },
  },
  { files: ['apps/**/*.{ts,tsx,mjs}', 'libs/**/*.{ts,tsx,mjs}'], rules: APP_FENCE },
  {
    files: ['apps/**/*.{ts,tsx,mjs}', 'libs/**/*.{ts,tsx,mjs}'],
    ignores: ['libs/{messaging,testing}/**', 'apps/checker/**'],
    rules: KAFKA_FENCE,
  },
  { files: ['libs/asl/src/**/*.ts', 'apps/*/src/domain/**/*.ts'], ignores: ['**/*.spec.ts'], rules: PURE_FENCE },
  { files: ['apps/*/src/domain/**/*.ts'], ignores: ['**/*.spec.ts'], rules: DOMAIN_FENCE },
  { files: ['**/*.spec.ts'], rules: { '@typescript-eslint/unbound-method': 'off' } },
);
