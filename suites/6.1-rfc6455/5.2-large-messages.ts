import { clause } from '../../lib/case/index.js'
import { kibi, mebi, testLargeMessages, type LargeMessage } from '../large-messages.js'

const text: readonly LargeMessage[] = [
  { id: 'CSE/FRM/200', size: 64 * kibi },
  { id: 'CSE/FRM/201', size: 256 * kibi },
  { id: 'CSE/FRM/202', size: mebi },
  { id: 'CSE/FRM/203', size: 4 * mebi },
  { id: 'CSE/FRM/204', size: 8 * mebi },
  { id: 'CSE/FRM/205', size: 64 * kibi, writing: { chopSize: 64 } },
  { id: 'CSE/FRM/206', size: 128 * kibi, writing: { chopSize: 128 } },
  { id: 'CSE/FRM/207', size: 256 * kibi, writing: { chopSize: 256 } },
  { id: 'CSE/FRM/208', size: 256 * kibi, writing: { chopSize: 512 } },
  { id: 'CSE/FRM/209', size: 256 * kibi, writing: { chopSize: 1024 } },
  { id: 'CSE/FRM/210', size: mebi, writing: { chopSize: 2048 } },
]

const binary: readonly LargeMessage[] = [
  { id: 'CSE/FRM/236', size: 64 * kibi - 1 },
  { id: 'CSE/FRM/237', size: 64 * kibi + 1 },
  { id: 'CSE/FRM/238', size: 64 * kibi, writing: { chopSize: 997 } },
  { id: 'CSE/FRM/211', size: 64 * kibi },
  { id: 'CSE/FRM/212', size: 256 * kibi },
  { id: 'CSE/FRM/213', size: mebi },
  { id: 'CSE/FRM/214', size: 4 * mebi },
  { id: 'CSE/FRM/215', size: 8 * mebi },
  { id: 'CSE/FRM/216', size: 64 * kibi, writing: { chopSize: 64 } },
  { id: 'CSE/FRM/217', size: 128 * kibi, writing: { chopSize: 128 } },
  { id: 'CSE/FRM/218', size: 256 * kibi, writing: { chopSize: 2048 } },
  { id: 'CSE/FRM/254', size: 256 * kibi, writing: { chopSize: 256 } },
  { id: 'CSE/FRM/255', size: 256 * kibi, writing: { chopSize: 512 } },
  { id: 'CSE/FRM/256', size: 256 * kibi, writing: { chopSize: 1024 } },
]

clause('RFC6455/5.2', 'Base Framing Protocol: large text messages', (test) => {
  testLargeMessages(test, 'text', 'RFC6455/5.2-7', text)
})

clause('RFC6455/5.2', 'Base Framing Protocol: large binary messages', (test) => {
  testLargeMessages(test, 'binary', 'RFC6455/5.2-7', binary)
})
