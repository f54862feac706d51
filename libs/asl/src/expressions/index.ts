/** Expressions of both query languages, compiled once per definition and evaluated against an {@link Env}. */
export type { Env } from './env.js';
export { AslError } from './asl-error.js';
export { compilePath, type CompiledPath, type PathResult } from './path/compile-path.js';
export { applyReferencePath } from './path/reference-path.js';
export { compileExpression, compileTemplate, type CompiledTemplate } from './template/template.js';
export { compileJsonata, type CompiledJsonata } from './jsonata/compile-jsonata.js';
export { compileJsonataTemplate, isJsonataText, type CompiledJsonataTemplate } from './jsonata/jsonata-template.js';
export { compileChoiceRule, type CompiledChoiceRule } from './choice/choice-rule.js';
