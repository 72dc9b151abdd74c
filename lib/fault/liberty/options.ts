import { serializations } from '../../spec/index.js'
import type { Liberty } from '../types.js'
import { inOptions } from './define.js'

/** What the documents leave to whoever sets a CSE up. */
export const optionLiberties: readonly Liberty[] = [
  ...serializations.map((each) =>
    inOptions(
      `only-${each}`,
      `Supports no serialization but ${each}.`,
      { by: '6.2.2.9-5: a choice of names' },
      {
        serializations: [each],
      },
    ),
  ),
  inOptions(
    'no-compression',
    'Declines permessage-deflate.',
    { by: '6.2.3.6-3' },
    { permessageDeflate: false },
  ),
  inOptions(
    'small-messages',
    'Takes no message above 16 KiB.',
    { by: 'RFC 6455 10.4' },
    { maxMessage: 16_384 },
  ),
  inOptions(
    'reached-by-wss',
    'Is reached by wss, with authentication of both sides.',
    { by: '7-1: TLS before the handshake', over: 'wss' },
    {},
  ),
  inOptions(
    'other-names',
    'Has another CSE-ID, name and service provider.',
    { by: 'TS-0001 7.1' },
    { cseId: '/CSE-07.b_c', cseName: 'base.b_c-0', serviceProvider: 'a.b-c.example.org' },
  ),
]
