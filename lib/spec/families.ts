/** Families of cases: the middle part of an id `CSE/<family>/<nnn>`. */
export const families = {
  HSK: 'opening handshake',
  SUB: 'subprotocol negotiation',
  PMD: 'permessage-deflate',
  FRM: 'frames and messages',
  UTF: 'UTF-8 in text messages',
  CLS: 'closing',
  SER: 'serialization of primitives',
  REG: 'registration',
  TRF: 'transfer modes',
  NTF: 'notifications and routing',
  ERR: 'error responses',
  TLS: 'security',
  ICS: 'what the SUT declares and offers',
  WCH: 'watched in every exchange',
} as const

export type Family = keyof typeof families

/** Id of a case. Stable for ever: a number is never given twice. */
export type CaseId = `CSE/${Family}/${string}`
