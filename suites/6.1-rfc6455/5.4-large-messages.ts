import { clause } from '../../lib/case/index.js'
import { kibi, mebi, testLargeMessages, type LargeMessage } from '../large-messages.js'

/** The smaller the fragments, the smaller the message: what counts is how many there are. */
const text: readonly LargeMessage[] = [
  { id: 'CSE/FRM/220', size: 128 * kibi, fragmentSize: 64 },
  { id: 'CSE/FRM/221', size: 256 * kibi, fragmentSize: 256 },
  { id: 'CSE/FRM/222', size: 256 * kibi, fragmentSize: kibi },
  { id: 'CSE/FRM/223', size: 256 * kibi, fragmentSize: 4 * kibi },
  { id: 'CSE/FRM/224', size: 256 * kibi, fragmentSize: 16 * kibi },
  { id: 'CSE/FRM/225', size: 256 * kibi, fragmentSize: 64 * kibi },
  { id: 'CSE/FRM/226', size: mebi, fragmentSize: 256 * kibi },
  { id: 'CSE/FRM/250', size: 4 * mebi, fragmentSize: mebi },
]

const binary: readonly LargeMessage[] = [
  { id: 'CSE/FRM/227', size: 128 * kibi, fragmentSize: 64 },
  { id: 'CSE/FRM/228', size: 256 * kibi, fragmentSize: 4 * kibi },
  { id: 'CSE/FRM/229', size: 256 * kibi, fragmentSize: 64 * kibi },
  { id: 'CSE/FRM/251', size: 256 * kibi, fragmentSize: 256 },
  { id: 'CSE/FRM/257', size: 256 * kibi, fragmentSize: kibi },
  { id: 'CSE/FRM/258', size: 256 * kibi, fragmentSize: 16 * kibi },
  { id: 'CSE/FRM/252', size: mebi, fragmentSize: 256 * kibi },
  { id: 'CSE/FRM/253', size: 4 * mebi, fragmentSize: mebi },
]

clause('RFC6455/5.4', 'Fragmentation: large text messages', (test) => {
  testLargeMessages(test, 'text', 'RFC6455/5.4-8', text)
})

clause('RFC6455/5.4', 'Fragmentation: large binary messages', (test) => {
  testLargeMessages(test, 'binary', 'RFC6455/5.4-8', binary)
})
