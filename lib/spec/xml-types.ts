/**
 * How primitives look as XML (TS-0004 8.3 and the XML schemas of oneM2M), as data: complex types by their members,
 * and the global elements by their types. Whoever reads or writes XML interprets it with code of its own.
 *
 * A complex type is a list of members, separated by spaces, in the order in which the elements have to stand:
 *
 *     [@]name[=type][?]
 *
 * - `@` an XML attribute, all others are local elements, without namespace; the name `.` is the text of an element
 *   that has attributes, and is the member `val` of the object that JSON has there (TS-0004 8.4.2);
 * - type: `string` (the default; white space around it does not count), `text` (white space counts), `integer`,
 *   `number`, `boolean`, `any`, or a complex type; `[type]` is a list (xs:list) in one element, separated by spaces;
 *   `type*` is an element that is repeated; alternatives are separated by `|`, and the content of the element tells
 *   which one applies: the first that fits;
 * - `?` an empty element is an empty string, list or object; without it an empty element is NULL.
 *
 * Two members have no name: `+` is one global element and `++` any number of them, as arrays by name in JSON. A lone
 * `~` begins the members whose place in the order is not established here: they came with Release 2A or 3, whose XML
 * schemas are not among the sources, or their type is one whose order is not.
 */
export const xmlNamespace = 'http://www.onem2m.org/xml/protocols'

/** The prefix that short names of global elements have in JSON and CBOR, and by convention in XML. */
export const xmlPrefix = 'm2m'

const universal =
  '@rn ty=integer ri pi? ct lt lbl=[string] acpi=[string] et daci=[string] at=[string] aa=[string]'
const children = '~ ch=childResourceRef* ++'

/** Parameters of a request that its <request> resource repeats as metaInformation (TS-0004 6.4.1). */
const requestOptions =
  'rids=[string] ot rqet=integer|string rset=integer|string oet=integer|string rt=responseTypeInfo ' +
  'rp=integer|string rcn=integer ec=integer da=boolean gid=text fc=filterCriteria drt=integer tkns=[string] ' +
  'tids=[string] ltids=[string] tqi=boolean ' +
  '~ grtm=[string] asi=boolean aus=[string] auri=boolean sqi=boolean rvi vsi=text'

/** Parameters of a response between rqi and the Release 3 additions. */
const responseParameters = 'pc=content to fr ot rset=integer|string ec=integer cnst=integer cnot=integer'

export const xmlTypes = {
  request: `op=integer to fr rqi ty=integer pc=content ${requestOptions} msu`,
  response:
    `rsc=integer rqi ${responseParameters} ati=tokenAssignments tqf=any ` + '~ asri=boolean rvi vsi=text msu',

  // What pc holds (TS-0004 7.5.2).
  content: '+',
  resourceWrapper: '+ uri',
  aggregatedResponse: '++ ~ ri',
  aggregatedNotification: '++ ~ sgn=notification*',
  resourceReferences: '~ rrf=childResourceRef* ch=childResourceRef*',
  notification:
    '~ nev=notificationEvent vrq=boolean sud=boolean sur cr nfu ntt trr=boolean tra=boolean idr=discoveryRequest ' +
    'aerp=boolean aerid=boolean tid1 tid2',
  notificationEvent: '~ rep=content om=eventOperation net=integer',
  eventOperation: '~ op=integer ops=integer or',
  discoveryRequest: '~ or fc=filterCriteria',

  // Resources (TS-0004 7.4).
  accessControlPolicy: `${universal} pv=setOfAcrs? pvs=setOfAcrs? ~ adri=[string] apri=[string] airi=[string] ${children}`,
  AE:
    `${universal} apn=text api=text aei poa=[string] or nl rr=boolean csz=[string] esi=e2eSecInfo ` +
    '~ mei tri=integer trn=integer regs=integer trps=boolean ape=any* tren=boolean scp=[string] srv=[string] ' +
    children,
  container:
    `${universal} st=integer cr mni=integer mbs=integer mia=integer cni=integer cbs=integer li or disr=boolean ` +
    children,
  contentInstance: `${universal} st=integer cr cnf cs=integer conr=contentRef or con=any? ${children}`,
  CSEBase:
    `${universal} cst=integer csi srt=[integer] poa=[string] nl esi=e2eSecInfo ` +
    `~ csz=[string] srv=[string] ncp ctm ${children}`,
  remoteCSE:
    `${universal} cst=integer poa=[string] cb csi mei tri=integer rr=boolean nl esi=e2eSecInfo trn=integer ` +
    '~ csz=[string] dcse=[string] mtcc=integer egid tren=boolean ape=any* srv=[string] ' +
    children,
  group:
    `${universal} cr mt=integer cnm=integer mnm=integer mid=[string]? macp=[string] mtv=boolean csy=integer gn=text ` +
    `~ spty=specializationType ssi=boolean nar=batchNotify ${children}`,
  node: `${universal} ni hcl ~ hael=[string] hsl=[string] mgca=text rms=boolean nid=text ${children}`,
  pollingChannel: `${universal} ${children}`,
  requestResource:
    `${universal} st=integer op=integer tg org rid mi=metaInformation? pc=content rs=integer ors=operationResult ` +
    children,
  schedule: `${universal} se=scheduleEntries ~ nco=boolean ${children}`,
  subscription:
    `${universal} cr enc=eventNotificationCriteria exc=integer nu=[string] gpi nfu bn=batchNotify rl=rateLimit ` +
    'psn=integer pn=integer nsp=integer ln=boolean nct=integer nec=integer su ' +
    `~ acrs=[string] ${children}`,

  // Data types (TS-0004 6.3.5).
  responseTypeInfo: '~ rtv=integer nu=[string]?',
  filterCriteria:
    '~ crb cra ms us sts=integer stb=integer exb exa lbl=[string] clbl=[string] palb=[string] lbq ty=[integer] ' +
    'chty=[integer] pty=[integer] sza=integer szb=integer cty=string* atr=attribute* catr=attribute* patr=attribute* ' +
    'fu=integer lim=integer smf=text* fo=integer|boolean cfs=integer cfq=text lvl=integer ofst=integer arp',
  eventNotificationCriteria:
    '~ crb cra ms us sts=integer stb=integer exb exa sza=integer szb=integer om=operationMonitor*|integer* ' +
    'atr=attribute*|[string] net=integer* chty=[integer] md=missingData fo=integer',
  operationMonitor: '~ ops=integer or',
  attribute: '~ nm val=any?',
  missingData: '~ num=integer dur',
  batchNotify: '~ num=integer dur',
  rateLimit: '~ mnn=integer tww',
  setOfAcrs: 'acr=accessControlRule*',
  accessControlRule:
    '~ acor=[string]? acop=integer acco=accessControlContext* acaf=boolean acod=accessControlDetails*',
  accessControlContext: '~ actw=string* acip=ipAddresses aclr=locationRegion',
  ipAddresses: '~ ipv4=[string] ipv6=[string]',
  locationRegion: '~ accc=[string] accr=[number]',
  accessControlDetails: '~ ty=integer spty=specializationType chty=[integer]',
  specializationType: '~ cnd mgd=integer',
  contentRef: 'urir=contentReference*',
  contentReference: '~ nm=text uri',
  childResourceRef: '@nm @typ=integer @spty .=string?',
  scheduleEntries: 'sce=string*',
  // The type of a creation is repeated as well; its place in the order is not established here.
  metaInformation: `${requestOptions} ty=integer`,
  operationResult: `rsc=integer rqi ${responseParameters} ~ rvi`,
  e2eSecInfo: '~ esf=[integer] escert=[string] esro=any',
  tokenAssignments: 'ltia=tokenAssignment*',
  tokenAssignment: '~ lti tkid',
} as const satisfies Readonly<Record<string, string>>

/** Types of the global elements that primitives hold, by local name. A type as for members of {@link xmlTypes}. */
export const xmlElements: Readonly<Record<string, string>> = {
  rqp: 'request',
  rsp: 'response',
  uri: 'string',
  uril: '[string]?',
  atrl: '[string]?',
  dbg: 'text?',
  qres: 'text?',
  rce: 'resourceWrapper',
  rrl: 'resourceReferences',
  agr: 'aggregatedResponse',
  agn: 'aggregatedNotification',
  sgn: 'notification',
  acp: 'accessControlPolicy',
  ae: 'AE',
  cnt: 'container',
  cin: 'contentInstance',
  cb: 'CSEBase',
  csr: 'remoteCSE',
  grp: 'group',
  nod: 'node',
  pch: 'pollingChannel',
  req: 'requestResource',
  sch: 'schedule',
  sub: 'subscription',
}
