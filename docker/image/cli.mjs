// Entry point of the cli image: `counterpoint ...`, or `check:invariants ...` for the checker.
const [, , first, ...rest] = process.argv;
const checks = first === 'check:invariants';
if (checks) process.argv.splice(2, process.argv.length, ...rest);
await import(checks ? '../apps/checker/dist/main.js' : '../apps/cli/dist/main.js');
