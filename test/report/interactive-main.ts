/** The command line as it is on a terminal: with colours and a moving line. A process of its own, for tests. */
import { main } from '../../lib/cli/main.js'
import { processTerminal } from '../../lib/cli/terminal.js'

process.exitCode = await main(process.argv.slice(2), { ...processTerminal(), interactive: true })
