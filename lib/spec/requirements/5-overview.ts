import type { Requirement } from '../types.js'
import { clientRole, implicitIn, notObservable, outOfScope } from '../untested.js'

/** TS-0020 clause 5: how the binding uses WebSocket. */
export const overview: readonly Requirement[] = [
  {
    id: '5.1-1',
    level: 'shall',
    binds: 'client',
    text: 'The client opens a connection with the opening handshake of RFC 6455 section 4.',
    shows: 'The first octets of a connection, after TLS or CONNECT, are that handshake.',
    untested: clientRole,
  },
  {
    id: '5.1-2',
    level: 'fact',
    binds: 'both',
    text: 'On an open connection requests and responses travel in both directions.',
    shows: 'The server sends NOTIFY requests over the connection of the registree and takes their responses.',
  },
  {
    id: '5.1-3',
    level: 'shall',
    binds: 'both',
    text: 'The Payload Data of the frames is the serialized primitive.',
    shows:
      'A data message, inflated where compressed, decodes to one primitive without octets before or after it.',
  },
  {
    id: '5.1-4',
    level: 'fact',
    binds: 'both',
    text: 'A TCP connection, or TLS over TCP, is set up before the WebSocket handshake.',
    shows: 'The handshake is answered over plain TCP at a ws address and inside TLS at a wss address.',
    untested: implicitIn('6.2.1-5'),
  },
  {
    id: '5.2-1',
    level: 'shall',
    binds: 'both',
    text: 'The registree is always the WebSocket client and its registrar always the WebSocket server.',
    shows:
      'The registrar serves on the connection that the registree opened and opens none to it while that one is open.',
  },
  {
    id: '5.2-2',
    level: 'shall',
    binds: 'both',
    text: "On Mcc' an IN-CSE offers both the client and the server role.",
    shows: 'Two IN-CSEs of different service providers can each open the connection between them.',
    untested: outOfScope("needs a second IN-CSE and a service provider's agreement on Mcc'"),
  },
  {
    id: '5.2-3',
    level: 'fact',
    binds: 'both',
    text: 'Two nodes have at most one WebSocket connection between them.',
    shows:
      'After a second connection of one originator, one of the two goes on working and nothing is lost or doubled.',
  },
  {
    id: '5.2-4',
    level: 'fact',
    binds: 'both',
    text: 'A connection is made for the first time when an entity registers.',
    shows:
      'A client that is not registered is let in with the header fields of 6.2.2 alone and can register.',
  },
  {
    id: '5.2-5',
    level: 'may',
    binds: 'both',
    text: 'Client and server may each close the connection.',
    shows: 'A Close frame of the client is completed; a close by the server is no violation in itself.',
    untested: implicitIn('6.3-2'),
  },
  {
    id: '5.2-6',
    level: 'fact',
    binds: 'both',
    text: 'Only the client side opens a closed connection again.',
    shows: 'A registree that has closed is not dialled at the ws address in its pointOfAccess.',
  },
  {
    id: '5.2-7',
    level: 'shall',
    binds: 'client',
    text: 'A closed connection is opened again for the next request, or at the time that <schedule> names.',
    shows: 'The client connects when it has a request to send, or when its schedule makes it reachable.',
    untested: clientRole,
  },
  {
    id: '5.2-8',
    level: 'may',
    binds: 'server',
    text: 'Primitives for an entity with neither a connection nor a pointOfAccess may be kept until it comes back or they expire.',
    shows: 'A notification that falls due while the connection is closed is delivered later or dropped.',
  },
  {
    id: '5.2-9',
    level: 'fact',
    binds: 'both',
    text: 'Each primitive makes up exactly one WebSocket message, in any number of frames; its type is that of the first frame.',
    shows:
      'Requests cut into fragments are put together and served; the opcode of a response is that of 6.2.2.9.',
  },
  {
    id: '5.2-10',
    level: 'fact',
    binds: 'server',
    text: 'After registration all CRUDN requests work in both directions on the connection already there.',
    shows:
      'Without reconnecting, an AE creates, retrieves, updates and deletes, and takes notifications on the same connection; a CSE sends and takes all five.',
  },
  {
    id: '5.2-11',
    level: 'fact',
    binds: 'both',
    text: 'After closing and reopening the registration is not repeated and requests are sent at once.',
    shows:
      'After a Close, or a bare drop of TCP, a new connection carries a request as its first primitive and is served.',
  },
  {
    id: '5.2-12',
    level: 'may',
    binds: 'both',
    text: "Mca, Mcc and Mcc' are the reference points where the binding may serve.",
    shows: 'Which reference points a product offers is what its implementation conformance statement says.',
    untested: notObservable(
      'a choice of the product; the cases on Mca run in any case, those on Mcc by the ICS item remoteCse',
    ),
  },
  {
    id: '5.2-13',
    level: 'fact',
    binds: 'server',
    text: 'Any client without a connection to the server finds it ready for a handshake.',
    shows: 'Several unknown clients that connect at the same time each get an answer to their handshake.',
  },
  {
    id: '5.2-14',
    level: 'fact',
    binds: 'both',
    text: 'The kind of node fixes the role: ADN and ASN connect, an IN-CSE accepts, and an MN-CSE accepts its registrees and connects to its own registrar.',
    shows: 'The role follows from the kind of node that the implementation conformance statement names.',
    untested: outOfScope(
      'the server half is what the whole suite tests; the client half follows with the client role',
    ),
  },
  {
    id: '5.2-15',
    level: 'shall',
    binds: 'client',
    text: 'The client transmits the request, as a WebSocket message, to its server.',
    shows: 'The message with the registration arrives at the server.',
    untested: implicitIn('5.1-3'),
  },
  {
    id: '5.2-16',
    level: 'shall',
    binds: 'server',
    text: 'The server recovers the original request primitive from the WebSocket message.',
    shows: 'Values that were sent come back unchanged, however the message was fragmented or compressed.',
  },
  {
    id: '5.2-17',
    level: 'fact',
    binds: 'server',
    text: 'The server returns the response in a WebSocket message.',
    shows:
      'For each request exactly one response with the same rqi arrives where the request was sent, as long as that connection lives; silence is none.',
  },
  {
    id: '5.2-18',
    level: 'may',
    binds: 'client',
    text: 'A registered client with nothing left to send may close for the time being.',
    shows: 'The close is completed and the registration outlives it.',
    untested: implicitIn('6.3-2', '6.4-3'),
  },
  {
    id: '5.2-19',
    level: 'fact',
    binds: 'client',
    text: 'Nobody has to be able to connect to the client of an ADN-AE.',
    shows: 'An AE without a pointOfAccess can register, and primitives are routed to it.',
    untested: implicitIn('6.4-1'),
  },
  {
    id: '5.2-20',
    level: 'fact',
    binds: 'server',
    text: 'The registrar carries out a registration received over WebSocket as TS-0001 describes it for a receiver.',
    shows: 'The response reports the creation, and the <AE> is there afterwards.',
    untested: implicitIn('A.1-1', '6.5-1', '5.2-4'),
  },
  {
    id: '5.2-21',
    level: 'fact',
    binds: 'client',
    text: 'The client recovers the response primitive from the WebSocket message and hands it to its AE.',
    shows: 'The AE goes on with the identity that the response assigned.',
    untested: clientRole,
  },
]
