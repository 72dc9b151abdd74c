import type { Requirement } from '../types.js'

/** TS-0020 clause 6.5: requests other than registrations. */
export const requests: readonly Requirement[] = [
  {
    id: '6.5-1',
    level: 'fact',
    binds: 'both',
    text: 'Registered entities may send and receive requests other than registrations; by inference, others may not.',
    shows:
      'Before registration every operation is refused with an error and changes nothing; after it the same request is served.',
  },
  {
    id: '6.5-2',
    level: 'should',
    binds: 'both',
    text: 'Blocking, non-blocking synchronous and non-blocking asynchronous requests are supported.',
    shows: 'Requests with response type 3, 1 and 2 are taken and their results can be had.',
  },
  {
    id: '6.5-3',
    level: 'shall',
    binds: 'both',
    text: 'The connection stays open until a blocking request has its response, or a configured timeout has passed.',
    shows: 'The server does not close while a slow response, its own or ours, is outstanding.',
  },
  {
    id: '6.5-4',
    level: 'shall',
    binds: 'both',
    text: 'The connection stays open until a non-blocking request has its acknowledgement, or a configured timeout has passed.',
    shows:
      'The acknowledgement of requests with response type 1 and 2 arrives on the connection they came by.',
  },
  {
    id: '6.5-5',
    level: 'should',
    binds: 'both',
    text: 'Where policies allow, the connection stays open until the whole non-blocking procedure is complete.',
    shows: 'The result is fetched, or notified, over the connection that carried the request.',
  },
]
