import { clause } from '../../lib/case/index.js'

clause('6.2.2.9', 'Subprotocol names and serialization formats: members and wrapper', (test) => {
  test.watch('CSE/WCH/014', {
    title: 'gives every response rsc and rqi, and no members that TS-0004 does not know',
    covers: ['6.2.2.9-7'],
    watches: ['response'],
    sends: 'Nothing of its own: all responses of the run.',
    accepts:
      'Optional parameters present or absent: pass; unknown members, or an integer written 2000.0: warn; rsc or rqi ' +
      'missing, of the wrong type, or not ours: fail; rvi missing: fail in R3, warn in R2A. XML: elements out of order: ' +
      'warn; wrong namespace, attributes for elements, repeated elements: fail. CBOR: byte strings, tags, floats for ' +
      'integers: warn; other keys than texts, equal keys: fail.',
  })

  test.watch('CSE/WCH/015', {
    title: 'speaks in primitives of the release of the edition: wrapped or not',
    covers: ['6.2.2.9-6'],
    watches: ['primitive'],
    sends: 'Nothing of its own: all primitives of the run.',
    accepts:
      'JSON and CBOR primitives wrapped in R2.0 (else warn), not wrapped in R2A (else warn) and R3 (else fail); XML ' +
      'primitives with the root m2m:rqp or m2m:rsp.',
  })
})
