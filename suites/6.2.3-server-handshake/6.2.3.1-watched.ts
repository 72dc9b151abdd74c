import { clause } from '../../lib/case/index.js'

clause('6.2.3.1', 'Format of status-line: every answer', (test) => {
  test.watch('CSE/WCH/002', {
    title: 'begins every status-line with HTTP/1.1',
    covers: ['6.2.3.1-1'],
    watches: ['handshake accepted', 'handshake refused'],
    sends: 'Nothing of its own: all handshakes of HTTP/1.1 in the run.',
    accepts:
      'The eight octets HTTP/1.1 at the beginning of each answer, refusals included; what is answered to another method, to a ' +
      'request without Upgrade or Connection, and to no HTTP at all is not looked at.',
  })
})
