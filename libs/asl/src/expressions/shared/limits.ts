/** Limits of one evaluation. Expressions are tenant input: none may hold the engine up. */

/** Nodes that one JSONPath evaluation may visit; `$..*..*` grows as a power of the depth. */
export const MAX_VISITED_NODES = 1_000_000;
/** Characters of a path, an intrinsic call or a JSONata expression. */
export const MAX_EXPRESSION_CHARACTERS = 262_144;
/** Brackets and calls inside each other while parsing; beyond it the parser would exhaust the call stack. */
export const MAX_PARSE_DEPTH = 100;
/** Intrinsic functions inside each other (developer guide, "Intrinsic functions"). */
export const MAX_INTRINSIC_NESTING = 10;
/** Elements that States.ArrayRange may return (developer guide). */
export const MAX_RANGE_ITEMS = 1_000;
/** Characters that States.Base64Encode, States.Base64Decode and States.Hash accept (developer guide). */
export const MAX_ENCODED_CHARACTERS = 10_000;
/** Backtracking steps of one regular expression match. */
export const MAX_REGEX_STEPS = 5_000_000;
/** Depth of one JSONata evaluation: AWS refuses `1+1+...` of 200 terms as a stack overflow. */
export const MAX_JSONATA_DEPTH = 100;
/** Evaluated nodes of one JSONata expression. */
export const MAX_JSONATA_STEPS = 300_000;
/** Elements of an array that a JSONata expression may build: AWS accepts `[1..873782]` and refuses one more. */
export const MAX_JSONATA_ITEMS = 873_782;
/** Characters of a string that a JSONata expression may build: AWS accepts 2^22 and refuses 2^23. */
export const MAX_JSONATA_CHARACTERS = 4_194_304;
/** Elements of `$range`. */
export const MAX_JSONATA_RANGE_ITEMS = 360_145;
/** Instructions of one compiled regular expression: `(a{100}){100}` is refused. */
export const MAX_REGEX_INSTRUCTIONS = 10_000;
/** Milliseconds after which a JSONata evaluation is given up. The step budget comes first, so that a busy host changes no result. */
export const MAX_JSONATA_MILLISECONDS = 5_000;
