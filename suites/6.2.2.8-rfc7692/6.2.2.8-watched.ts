import { clause } from '../../lib/case/index.js'

clause('6.2.2.8', 'Sec-WebSocket-Extensions header: every frame', (test) => {
  test.watch('CSE/WCH/011', {
    title: 'never sets RSV1 where no compression was agreed on',
    covers: ['6.2.2.8-3'],
    watches: ['frame'],
    sends: 'Nothing of its own: all frames of the run.',
    accepts: 'RSV1 clear in every frame of a connection whose 101 has no permessage-deflate.',
  })

  test.watch('CSE/WCH/024', {
    title: 'compresses as RFC 7692 says where compression was agreed on',
    covers: ['RFC7692/6.1-2', 'RFC7692/6.1-3', 'RFC7692/7.2.1-1'],
    needs: ['permessageDeflate'],
    watches: ['frame'],
    sends: 'Nothing of its own: all frames of the run.',
    accepts:
      'RSV1 only in the first frame of a message, never in control frames, and only with data that inflates.',
  })
})
