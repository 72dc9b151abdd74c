import { clause } from '../../lib/case/index.js'

const everything = 'Nothing of its own: all primitives of the SUT in the run.'

clause('6.2.2.9', 'Subprotocol names and serialization formats: primitives of TS-0004', (test) => {
  test.watch('CSE/WCH/017', {
    title: 'gives every request of its own the parameters that TS-0004 demands',
    covers: ['TS-0004/7.2.1.1-1', 'TS-0004/7.2.1.1-2', 'TS-0004/7.2.1.1-3'],
    watches: ['request'],
    sends: everything,
    accepts: 'Requests with op, to, rqi and fr, and with rvi from Release 2A on, of the right types.',
  })

  test.watch('CSE/WCH/018', {
    title: 'writes primitives by the rules of TS-0004 for names, types and content',
    covers: ['TS-0004/7.5.2-1', 'TS-0004/8.2.1-1', 'TS-0004/8.4.2-1', 'TS-0004/8.4.2-2', 'TS-0004/8.4.3-1'],
    watches: ['primitive'],
    sends: everything,
    accepts:
      'Short names, unique members, JSON types of the data types, lists as arrays, one member in pc, op or rsc and not both.',
  })

  test.watch('CSE/WCH/019', {
    title: 'gives complete representations the attributes that are mandatory',
    covers: ['TS-0004/7.4.5.1-1', 'TS-0004/7.4.6.1-1', 'TS-0004/7.4.7.1-1'],
    watches: ['representation'],
    sends: everything,
    accepts:
      'Representations of <AE>, <container> and <contentInstance> with every attribute of multiplicity 1.',
  })

  test.watch('CSE/WCH/020', {
    title: 'puts a notification object with a subscriptionReference into its notifications',
    covers: ['TS-0004/6.3.5.13-1', 'TS-0004/7.5.1.1-1'],
    watches: ['notification'],
    sends: everything,
    accepts:
      'pc with m2m:sgn, or with m2m:rsp for the result of a non-blocking request; sur in every m2m:sgn.',
  })
})
