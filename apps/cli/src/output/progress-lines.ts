import colours from 'picocolors';
import type { Progress } from '../system/progress.js';

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** Prints the steps of a start, one a line, each with the time that it took. */
export function printProgress(progress: Progress): void {
  switch (progress.kind) {
    case 'begin':
      return console.log(`${colours.cyan('…')} ${progress.text}`);
    case 'done':
      return console.log(`${colours.green('✓')} ${progress.text} ${colours.dim(seconds(progress.ms))}`);
    case 'note':
      return console.log(`${colours.yellow('!')} ${progress.text}`);
    case 'ready':
      return console.log(`${colours.green('✓')} ${colours.bold(`ready in ${seconds(progress.ms)}`)}`);
    case 'failed':
      return console.error(`${colours.red('✗')} ${progress.text}`);
  }
}
