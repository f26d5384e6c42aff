import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/**
 * Start a thread that runs a module of ours.
 *
 * @param from The caller's `import.meta.url`.
 * @param name File name beside the caller, without its ending.
 */
export function startWorker(from: string, name: string, workerData: unknown): Worker {
  if (!from.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, from), { workerData });
  // From source: threads do not inherit the loader that compiles it.
  const file = new URL(`./${name}.ts`, from).href;
  const loader = createRequire(from)
    .resolve('tsx/esm/api')
    .replace(/\.cjs$/, '.mjs');
  const [api, module] = [pathToFileURL(loader).href, file].map((text) => JSON.stringify(text));
  const code = `import(${api}).then(({ register }) => { register(); return import(${module}); });`;
  return new Worker(code, { eval: true, workerData, execArgv: [] });
}
