// Lets c8ctl run on the newest release of its API client that the registry has: see c8ctl_client.mjs.
//
//     node --import ./c8ctl_register.mjs node_modules/@camunda8/cli/dist/index.js ...
import { register } from 'node:module'
import { isMainThread } from 'node:worker_threads'

// Node loads hooks into a thread of their own, from this same file.
if (isMainThread) register(import.meta.url)

export async function resolve(specifier, context, next) {
  if (specifier === '@camunda8/orchestration-cluster-api' && context.parentURL?.includes('/@camunda8/cli/'))
    return { url: new URL('./c8ctl_client.mjs', import.meta.url).href, shortCircuit: true }
  return next(specifier, context)
}
