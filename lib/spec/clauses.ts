import type { RequirementId } from './types.js'

/** Id of a clause of TS-0020 (`6.2.3.5`), or of a document behind it (`RFC6455/5.1`). */
export type ClauseId = string

/** The documents of the catalogue, by the prefix of their ids; TS-0020 itself has none. */
export const documents = {
  '': 'TS-0020 v2.1.2, WebSocket Protocol Binding',
  RFC6455: 'RFC 6455, The WebSocket Protocol',
  RFC7692: 'RFC 7692, Compression Extensions for WebSocket',
  'TS-0004': 'TS-0004, Service Layer Core Protocol Specification (clause numbers of Release 3)',
  'TS-0001': 'TS-0001, Functional Architecture (clause numbers of Release 3)',
} as const
export type DocumentPrefix = keyof typeof documents

/** Title of each clause that the catalogue uses, in document order. Titles are names, kept as they are printed. */
export const clauses: ReadonlyMap<ClauseId, string> = new Map([
  ['5.1', 'Use of WebSocket'],
  ['5.2', 'Binding Overview'],
  ['6.1', 'Introduction'],
  ['6.2.1', 'General'],
  ['6.2.2', 'Client handshake'],
  ['6.2.2.1', 'Format of request-line'],
  ['6.2.2.2', 'Host header'],
  ['6.2.2.3', 'Upgrade header'],
  ['6.2.2.4', 'Connection header'],
  ['6.2.2.5', 'Sec-WebSocket-Key header'],
  ['6.2.2.6', 'Sec-WebSocket-Version header'],
  ['6.2.2.7', 'Sec-WebSocket-Protocol header'],
  ['6.2.2.8', 'Sec-WebSocket-Extensions header'],
  ['6.2.2.9', 'Subprotocol names and serialization formats'],
  ['6.2.3', 'Server handshake format'],
  ['6.2.3.1', 'Format of status-line'],
  ['6.2.3.2', 'Upgrade header'],
  ['6.2.3.3', 'Connection header'],
  ['6.2.3.4', 'Sec-WebSocket-Accept header'],
  ['6.2.3.5', 'Sec-WebSocket-Protocol header'],
  ['6.2.3.6', 'Sec-WebSocket-Extensions header'],
  ['6.3', 'Closing WebSocket connection'],
  ['6.4', 'Registration procedure'],
  ['6.5', 'Handling of Non-Registration Request'],
  ['6.6', 'Use of proxy servers'],
  ['7', 'Security Aspects'],
  ['A.1', 'AE Registration and creation of a Container child resource'],
  ['RFC6455/4.1', 'Opening Handshake: Client Requirements'],
  ['RFC6455/4.2', 'Opening Handshake: Server-Side Requirements'],
  ['RFC6455/4.2.1', "Reading the Client's Opening Handshake"],
  ['RFC6455/4.2.2', "Sending the Server's Opening Handshake"],
  ['RFC6455/4.3', 'Collected ABNF for New Header Fields Used in Handshake'],
  ['RFC6455/4.4', 'Supporting Multiple Versions of WebSocket Protocol'],
  ['RFC6455/5.1', 'Data Framing: Overview'],
  ['RFC6455/5.2', 'Base Framing Protocol'],
  ['RFC6455/5.3', 'Client-to-Server Masking'],
  ['RFC6455/5.4', 'Fragmentation'],
  ['RFC6455/5.5', 'Control Frames'],
  ['RFC6455/5.5.1', 'Close'],
  ['RFC6455/5.5.2', 'Ping'],
  ['RFC6455/5.5.3', 'Pong'],
  ['RFC6455/5.6', 'Data Frames'],
  ['RFC6455/5.8', 'Extensibility'],
  ['RFC6455/6.1', 'Sending Data'],
  ['RFC6455/6.2', 'Receiving Data'],
  ['RFC6455/7.1.1', 'Close the WebSocket Connection'],
  ['RFC6455/7.1.2', 'Start the WebSocket Closing Handshake'],
  ['RFC6455/7.1.7', 'Fail the WebSocket Connection'],
  ['RFC6455/7.2.1', 'Client-Initiated Closure'],
  ['RFC6455/7.2.2', 'Server-Initiated Closure'],
  ['RFC6455/7.2.3', 'Recovering from Abnormal Closure'],
  ['RFC6455/7.3', 'Normal Closure of Connections'],
  ['RFC6455/7.4', 'Status Codes'],
  ['RFC6455/7.4.1', 'Defined Status Codes'],
  ['RFC6455/7.4.2', 'Reserved Status Code Ranges'],
  ['RFC6455/8.1', 'Handling Errors in UTF-8-Encoded Data'],
  ['RFC6455/9', 'Extensions'],
  ['RFC6455/9.1', 'Negotiating Extensions'],
  ['RFC6455/10.4', 'Implementation-Specific Limits'],
  ['RFC6455/10.6', 'Connection Confidentiality and Integrity'],
  ['RFC6455/10.7', 'Handling of Invalid Data'],
  ['RFC7692/5', 'Extension Negotiation'],
  ['RFC7692/5.1', 'General Negotiation Flow'],
  ['RFC7692/6', 'Framing'],
  ['RFC7692/6.1', 'Compression'],
  ['RFC7692/6.2', 'Decompression'],
  ['RFC7692/7', 'The "permessage-deflate" Extension'],
  ['RFC7692/7.1.1.1', 'The "server_no_context_takeover" Extension Parameter'],
  ['RFC7692/7.1.1.2', 'The "client_no_context_takeover" Extension Parameter'],
  ['RFC7692/7.1.2.1', 'The "server_max_window_bits" Extension Parameter'],
  ['RFC7692/7.1.2.2', 'The "client_max_window_bits" Extension Parameter'],
  ['RFC7692/7.2.1', 'Message Payload Transformation: Compression'],
  ['RFC7692/7.2.2', 'Message Payload Transformation: Decompression'],
  ['RFC7692/7.2.3', 'Message Payload Transformation: Examples'],
  ['TS-0004/6.3.5.13', 'm2m:notification'],
  ['TS-0004/7.2.1.1', 'Request primitive format'],
  ['TS-0004/7.2.1.2', 'Response primitive format'],
  ['TS-0004/7.3.2.1', 'Check the validity of received request primitive'],
  ['TS-0004/7.3.2.3', 'Create a success response (acknowledgement)'],
  ['TS-0004/7.3.2.6', 'Forwarding'],
  ['TS-0004/7.3.2.8', 'Check Hosting CSE of the targeted resource'],
  ['TS-0004/7.3.3.1', 'Check existence of the addressed resource'],
  ['TS-0004/7.3.3.2', 'Check authorization of the Originator'],
  ['TS-0004/7.3.3.3', 'Check validity of resource representation for CREATE'],
  ['TS-0004/7.3.3.4', 'Check validity of resource representation for UPDATE'],
  ['TS-0004/7.3.3.5', 'Create the resource'],
  ['TS-0004/7.3.3.6', 'Retrieve the resource'],
  ['TS-0004/7.3.3.7', 'Update the resource'],
  ['TS-0004/7.3.3.12', 'Create a success response'],
  ['TS-0004/7.4.3.2', '<CSEBase> resource specific procedure on CRUD operations'],
  ['TS-0004/7.4.4.1', 'Resource Type <remoteCSE>: Introduction'],
  ['TS-0004/7.4.4.2', '<remoteCSE> resource specific procedure on CRUD operations'],
  ['TS-0004/7.4.4.2.1', '<remoteCSE>: Create'],
  ['TS-0004/7.4.5.1', 'Resource Type <AE>: Introduction'],
  ['TS-0004/7.4.5.2', '<AE> resource specific procedure on CRUD operations'],
  ['TS-0004/7.4.6.1', 'Resource Type <container>: Introduction'],
  ['TS-0004/7.4.7.1', 'Resource Type <contentInstance>: Introduction'],
  ['TS-0004/7.4.7.2', '<contentInstance> resource specific procedure on CRUD operations'],
  ['TS-0004/7.4.8.2', '<subscription> resource specific procedure on CRUD operations'],
  ['TS-0004/7.4.12.2', '<request> resource specific procedure on CRUD operations'],
  ['TS-0004/7.5.1.1', 'Notification data object'],
  ['TS-0004/7.5.1.2.3', 'Notification for Subscription Verification'],
  ['TS-0004/7.5.1.2.5', 'Notification for Asynchronous Non-blocking Request'],
  ['TS-0004/7.5.2', 'Elements contained in the Content primitive parameter'],
  ['TS-0004/8.2.1', 'Short names: Introduction'],
  ['TS-0004/8.4.2', 'JSON serialization: Method'],
  ['TS-0004/8.4.3', 'JSON serialization: Examples'],
  ['TS-0001/7.1.7', 'M2M Request Identifier'],
  ['TS-0001/8.1.2', 'Request'],
  ['TS-0001/8.2', 'Procedures for Accessing Resources'],
  ['TS-0001/9.3.1', 'Resource Addressing: Generic Principles'],
  ['TS-0001/9.6.1.3.2', 'Common attributes'],
  ['TS-0001/9.6.8', 'Resource Type subscription'],
  ['TS-0001/10.2.2.2', 'Create <AE>'],
])

/** Title of a clause; undefined where the catalogue does not know it. */
export function clauseTitle(id: ClauseId): string | undefined {
  return clauses.get(id)
}

/** The clause that a row belongs to: its id without the number at the end (`6.2.3.5-2` is in `6.2.3.5`). */
export function clauseOf(row: RequirementId): ClauseId {
  const hyphen = row.lastIndexOf('-')
  return hyphen < 0 ? row : row.slice(0, hyphen)
}

function isDocumentPrefix(prefix: string): prefix is DocumentPrefix {
  return Object.hasOwn(documents, prefix)
}

/** The document that a clause stands in, as a key of {@link documents}; undefined for an unknown one. */
export function documentOf(clause: ClauseId): DocumentPrefix | undefined {
  const slash = clause.indexOf('/')
  const prefix = slash < 0 ? '' : clause.slice(0, slash)
  return isDocumentPrefix(prefix) ? prefix : undefined
}
