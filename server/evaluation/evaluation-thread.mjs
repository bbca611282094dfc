// A worker thread does not inherit the loader that lets Node read TypeScript: register it, then start the worker proper.
import { register } from 'tsx/esm/api';

register();
await import('./evaluation-worker.ts');
