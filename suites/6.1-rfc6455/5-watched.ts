import { clause } from '../../lib/case/index.js'

const everyFrame = 'Nothing of its own: all frames of the run.'
const everyClose = 'Nothing of its own: all Close frames of the run.'

clause('RFC6455/5.1', 'Data Framing, Overview: every frame', (test) => {
  test.watch('CSE/WCH/003', {
    title: 'masks none of its frames',
    covers: ['RFC6455/5.1-4', '6.1-1'],
    watches: ['frame'],
    sends: everyFrame,
    accepts: 'The mask bit clear in every frame.',
  })
})

clause('RFC6455/5.2', 'Base Framing Protocol: every frame', (test) => {
  test.watch('CSE/WCH/004', {
    title: 'uses neither reserved bits nor reserved opcodes',
    covers: ['RFC6455/5.2-1', 'RFC6455/5.2-4', '6.1-1'],
    watches: ['frame'],
    sends: everyFrame,
    accepts: 'RSV2 and RSV3 clear, and opcode 0, 1, 2, 8, 9 or 10, in every frame.',
  })

  test.watch('CSE/WCH/006', {
    title: 'encodes each payload length in the fewest octets, and sends each frame to its end',
    covers: ['RFC6455/5.2-5', 'RFC6455/5.2-6', 'RFC6455/6.1-6', '6.1-1'],
    watches: ['frame'],
    sends: everyFrame,
    accepts:
      'Lengths in 7, 16 or 64 bits, no more than needed, the top bit of 64 clear; no frame cut off by the end of TCP.',
  })
})

clause('RFC6455/5.4', 'Fragmentation: every frame', (test) => {
  test.watch('CSE/WCH/007', {
    title: 'keeps the fragments of a message together',
    covers: ['RFC6455/5.4-1', 'RFC6455/5.4-5', '6.1-1'],
    watches: ['frame'],
    sends: everyFrame,
    accepts: 'Continuation frames only inside a message that was begun, and no other data frame in between.',
  })
})

clause('RFC6455/5.5', 'Control Frames: every one', (test) => {
  test.watch('CSE/WCH/005', {
    title: 'sends control frames of at most 125 octets in one frame each',
    covers: ['RFC6455/5.5-1', 'RFC6455/5.5-2', '6.1-1'],
    watches: ['control frame'],
    sends: 'Nothing of its own: all control frames of the run.',
    accepts: 'A declared length of 125 or less, and FIN set, in every control frame.',
  })
})

clause('RFC6455/5.5.1', 'Close: every Close frame', (test) => {
  test.watch('CSE/WCH/009', {
    title: 'writes its Close frames with a code that may be sent and a reason in UTF-8, or empty',
    covers: ['RFC6455/5.5.1-2', 'RFC6455/5.5.1-3', 'RFC6455/7.4.1-2', '6.1-1'],
    watches: ['close frame'],
    sends: everyClose,
    accepts: 'An empty body, or a code that is defined or from 3000 to 4999 with a reason in UTF-8.',
  })

  test.watch('CSE/WCH/010', {
    title: 'sends no data behind its Close frame',
    covers: ['RFC6455/5.5.1-5', '6.1-1'],
    watches: ['close frame'],
    sends: everyClose,
    accepts: 'No data frame after a Close frame.',
  })
})

clause('RFC6455/7.4.1', 'Defined Status Codes: every Close frame', (test) => {
  test.watch('CSE/WCH/050', {
    title: 'leaves 1010 to clients',
    covers: ['RFC6455/7.4.1-3', '6.1-1'],
    watches: ['close frame'],
    sends: everyClose,
    accepts: 'Any code but 1010, or none. Where a client has sent that code itself, it may come back.',
  })
})

clause('RFC6455/5.6', 'Data Frames: every text message', (test) => {
  test.watch('CSE/WCH/008', {
    title: 'sends text messages in valid UTF-8',
    covers: ['RFC6455/5.6-1', '6.1-1'],
    watches: ['text message'],
    needsOneOf: ['json', 'xml'],
    sends: 'Nothing of its own: all text messages of the run.',
    accepts: 'Valid UTF-8 in each text message as a whole, after reassembly and inflation.',
  })
})
