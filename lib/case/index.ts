export {
  Conformance,
  type ConformanceOptions,
  type ConformanceOutcome,
  type Listener,
} from './conformance.js'
export type { CaseContext } from './context.js'
export type { CaseDefinition, RegisteredCase, Variant, WatchDefinition } from './definition.js'
export { declareCases } from './mocha-bridge.js'
export { attach, chosenIn, prune, refusedModes } from './mocha-runner.js'
export { allVariants, clause, coverage, registeredCases, variantsOf, type Test } from './registry.js'
export { Run, type RunOptions, type RunOutcome } from './run.js'
export { isWithin, select, unknownCases, type Selection } from './selection.js'
export { WatchBoard } from './watch-board.js'
export { endpointOf, type Target } from './target.js'
export { loadSuites, suiteFiles } from './suite-files.js'
export { treeAt } from './tree-at.js'
