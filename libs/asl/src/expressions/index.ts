/** Expressions of both query languages, compiled once per definition and evaluated against an {@link Env}. */
export type { Env } from './env.js';
export { AslError } from './asl-error.js';
export { compilePath, type CompiledPath, type PathResult } from './path/compile-path.js';
export { applyReferencePath, compileReferencePath, type CompiledReferencePath } from './path/reference-path.js';
export { compileExpression, compileTemplate, type CompiledTemplate } from './template/template.js';
export { compileJsonata, isJsonataText, type CompiledJsonata } from './jsonata/compile-jsonata.js';
export { compileJsonataTemplate, type CompiledJsonataTemplate } from './jsonata/jsonata-template.js';
export type { ResultType } from './jsonata/result.js';
export { compileChoiceRule, type CompiledChoiceRule } from './choice/choice-rule.js';
export { parseTimestamp, timestampMillis } from './shared/timestamp.js';
