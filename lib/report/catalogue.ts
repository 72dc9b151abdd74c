import type { Catalogue } from '../record/index.js'
import { clauseOf, clauseTitle, requirements } from '../spec/index.js'

/** The catalogue of this suite, as the reports take it. */
export const suiteCatalogue: Catalogue = { requirements, clauseOf, clauseTitle }
