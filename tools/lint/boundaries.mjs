// Who may import whom, by the tags in each package.json. Dependencies point one way (design, section 1):
// contracts and asl know nothing of the rest, messaging and platform are the shell, apps import libs and never an app.
const only = (sourceTag, ...tags) => ({ sourceTag, onlyDependOnLibsWithTags: tags });

export const DEP_CONSTRAINTS = [
  only('type:app', 'type:lib'),
  only('type:lib', 'type:lib'),
  { ...only('scope:contracts', 'scope:contracts'), allowedExternalImports: ['zod', '@jest/globals', 'fast-check'] },
  {
    ...only('scope:asl', 'scope:asl'),
    allowedExternalImports: ['jsonata', '@noble/hashes*', '@noble/hashes/**', '@jest/globals', 'fast-check'],
  },
  only('scope:messaging', 'scope:messaging', 'scope:contracts', 'scope:platform', 'scope:testing'),
  only('scope:platform', 'scope:platform', 'scope:contracts', 'scope:testing'),
  only('scope:testing', 'scope:testing', 'scope:contracts'),
  only('scope:participant', 'scope:contracts', 'scope:messaging', 'scope:platform', 'scope:testing'),
  only('scope:simulator', 'scope:contracts', 'scope:platform', 'scope:testing'),
  only('scope:gateway', 'scope:contracts', 'scope:messaging', 'scope:platform', 'scope:testing'),
  only('scope:orchestrator', 'scope:asl', 'scope:contracts', 'scope:messaging', 'scope:platform', 'scope:testing'),
  // It runs in a browser, so it may use what is pure alone.
  only('scope:dashboard', 'scope:contracts', 'scope:asl'),
  only('scope:cli', 'scope:contracts', 'scope:messaging', 'scope:platform', 'scope:testing'),
  // The checker shares no code with the services; of the engine it uses the pure fold, to compare it with the snapshot.
  only('scope:checker', 'scope:contracts', 'scope:asl', 'scope:testing'),
  only('scope:e2e', 'type:lib'),
];
