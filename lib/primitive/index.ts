export { checkNotification, checkRequest, checkResponse } from './check.js'
export { classify, type Classified } from './classify.js'
export {
  codecFindingCodes,
  defaultDecodeLimits,
  type Codec,
  type CodecFinding,
  type CodecFindingCode,
  type DecodeLimits,
  type DecodeOutcome,
  type Encodable,
  type EncodeOptions,
  type Position,
  type Wrapped,
} from './codec.js'
export { cborCodec, createCborCodec } from './cbor.js'
export { readCbor, type CborOutcome } from './cbor-reader.js'
export { codecFor, codecSerializations, decodeTolerantly, prepareCodecs } from './codecs.js'
export { primitiveFindingCodes, type PrimitiveFinding, type PrimitiveFindingCode } from './findings.js'
export { createJsonCodec, jsonCodec } from './json.js'
export { readJson, type JsonOutcome } from './json-reader.js'
export { buildRequest, readRequest, type Request, type RequestParameters } from './request.js'
export { buildResponse, readResponse, type Response } from './response.js'
export { type SchemaFinding } from './schema-findings.js'
export { validatedResources, type ValidatedResource } from './schemas.js'
export { spokenStatusCode, statusClass, statusCodeNames, type StatusClass } from './status-codes.js'
export * from './types.js'
export {
  isValidatedResource,
  unknownMembers,
  validateNotification,
  validateRequest,
  validateResource,
  validateResponse,
  type ResourceUse,
} from './validate.js'
export { createXmlCodec } from './xml.js'
export {
  attribute,
  isValueList,
  isValueObject,
  member,
  resourceOf,
  resourceTypeOfMember,
  without,
  type ContainedResource,
  type ResourceTypeName,
} from './values.js'
