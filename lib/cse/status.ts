/**
 * Response status codes of TS-0004 6.6.3 that this CSE answers with, by the names used there.
 */
export const status = {
  accepted: 1000,
  acceptedSynch: 1001,
  acceptedAsynch: 1002,
  ok: 2000,
  created: 2001,
  deleted: 2002,
  updated: 2004,
  badRequest: 4000,
  releaseVersionNotSupported: 4001,
  notFound: 4004,
  operationNotAllowed: 4005,
  requestTimeout: 4008,
  originatorHasNoPrivilege: 4103,
  conflict: 4105,
  originatorHasNotRegistered: 4106,
  securityAssociationRequired: 4107,
  invalidChildResourceType: 4108,
  originatorHasAlreadyRegistered: 4117,
  internalServerError: 5000,
  notImplemented: 5001,
  targetNotReachable: 5103,
  targetNotSubscribable: 5203,
  subscriptionVerificationFailed: 5204,
  notAcceptable: 5207,
  unableToRecallRequest: 5220,
} as const

/**
 * A request that cannot be served. Thrown inside the CSE only and turned into a response by the dispatcher; the
 * message becomes the free text of `m2m:dbg`.
 */
export class RequestError extends Error {
  constructor(
    readonly rsc: number,
    message: string,
  ) {
    super(message)
  }
}

/** A RequestError with 4000, the code of everything that is not well formed. */
export function badRequest(message: string): RequestError {
  return new RequestError(status.badRequest, message)
}
