// Every name that the templates use, made of the service's name and of the messages that its author chose.
import { names } from '@nx/devkit';

const camel = (pascal) => pascal[0].toLowerCase() + pascal.slice(1);
const kebab = (pascal) => pascal.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
const sorted = (list) => [...list].sort((a, b) => (a < b ? -1 : 1));

export function namesOf(options) {
  const { className, propertyName, constantName, fileName } = names(options.name);
  const command = options.command ?? `Perform${className}`;
  const compensation = options.compensation ?? `Undo${className}`;
  const undoOn = options.undoOn.split(',');
  return {
    name: fileName,
    className,
    property: propertyName,
    constant: constantName,
    table: fileName.replaceAll('-', '_'),
    database: `${fileName.replaceAll('-', '_')}_service`,
    command,
    stepProperty: camel(command),
    stepFile: kebab(command),
    compensation,
    undoProperty: camel(compensation),
    undoFile: kebab(compensation),
    success: options.success ?? `${className}Performed`,
    failure: options.failure ?? `${className}Refused`,
    undone: options.undone ?? `${className}Undone`,
    after: options.after,
    undoOn: undoOn.join(', '),
    choreographyImports: sorted(new Set([options.after, ...undoOn])).join(', '),
  };
}
