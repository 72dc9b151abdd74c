export { defaultConfiguration } from './defaults.js'
export { environmentVariables, headerPrefix, type Environment } from './environment.js'
export { flatten } from './flatten.js'
export { loadConfiguration, type ConfigurationInput, type LoadedConfiguration } from './load.js'
export { nearest } from './nearest.js'
export type { ConfigurationOptions } from './options.js'
export type {
  Configuration,
  ConfigurationDocument,
  Limits,
  RunConfiguration,
  SutConfiguration,
  Timeouts,
  TlsConfiguration,
} from './types.js'
export { urlProblem } from './url.js'
