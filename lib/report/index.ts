export { suiteCatalogue } from './catalogue.js'
export { renderAll, type Rendered, type RenderOutcome } from './render.js'
export { shapeOf } from './folding.js'
export { renderPage } from './html.js'
export { renderJunit } from './junit.js'
export { writeMochawesome } from './mochawesome.js'
export {
  compareClauses,
  judgedRequirements,
  standingOf,
  violatedRequirements,
  type Standing,
} from './clauses.js'
export {
  formatClauses,
  formatDuration,
  formatEnd,
  formatFinding,
  formatProgress,
  formatSummary,
  type TerminalOptions,
} from './terminal.js'
export {
  compareWithExpectation,
  readExpectation,
  updateExpectation,
  type Comparison,
  type Difference,
  type Expectation,
} from './expectation.js'
