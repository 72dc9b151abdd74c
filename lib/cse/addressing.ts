import { resourceType } from '../primitive/types.js'
import type { Settings } from './options.js'
import { badRequest, RequestError, status } from './status.js'
import type { Resource, ResourceTree } from './tree.js'

/** What an address (TS-0004 6.2.4, TS-0001 9.3.1) stands for. */
export type Target =
  | {
      readonly kind: 'resource'
      readonly resource: Resource
      /** The virtual child through which a contentInstance was addressed. */
      readonly virtual: 'la' | 'ol' | undefined
      /** Short name after `#`: one attribute only. */
      readonly attribute: string | undefined
    }
  /** A virtual child of a container without contentInstances. */
  | { readonly kind: 'empty'; readonly container: Resource; readonly virtual: 'la' | 'ol' }
  /** Something of another CSE, by its SP-relative CSE-ID. */
  | { readonly kind: 'remote'; readonly cseId: string }
  | { readonly kind: 'nothing' }

function isVirtual(name: string | undefined): name is 'la' | 'ol' {
  return name === 'la' || name === 'ol'
}

/** Takes addresses apart: all six forms, `-` as name of the CSEBase, `la`, `ol` and `#attribute`. */
export class Addressing {
  constructor(
    private readonly settings: Settings,
    private readonly tree: ResourceTree,
  ) {}

  /**
   * @throws RequestError 4000 for an address that is none: empty, with empty segments, a bare CSE-ID.
   */
  resolve(address: string): Target {
    const [path = '', attribute, ...more] = address.split('#')
    if (more.length > 0 || attribute === '') throw badRequest('the part of the address after # is malformed')
    if (path.startsWith('//')) {
      const [provider, ...rest] = path.slice(2).split('/')
      if (provider === '' || rest.length === 0)
        throw badRequest('an absolute address has an SP-ID and a CSE-ID')
      if (provider !== this.settings.serviceProvider) return { kind: 'nothing' }
      return this.#providerRelative(rest, attribute)
    }
    if (path.startsWith('/')) return this.#providerRelative(path.slice(1).split('/'), attribute)
    return this.#local(path.split('/'), attribute)
  }

  /** As {@link resolve}, for addresses inside of content: one that is none stands for nothing. */
  resolveOrNothing(address: string): Target {
    try {
      return this.resolve(address)
    } catch (error) {
      if (error instanceof RequestError) return { kind: 'nothing' }
      throw error
    }
  }

  /** SP-relative address of a resource of this CSE, unstructured: `/id-in/cnt12`. */
  providerRelative(id: string): string {
    return `${this.settings.cseId}/${id}`
  }

  #providerRelative(segments: readonly string[], attribute: string | undefined): Target {
    const [cse = '', ...rest] = segments
    if (segments.some((segment) => segment === '')) throw badRequest('the address has an empty segment')
    if (`/${cse}` === this.settings.cseId) {
      if (rest.length === 0) throw badRequest('a CSE-ID alone is not the address of a resource')
      return this.#local(rest, attribute)
    }
    // The SP-relative form of an AE-ID with an S-stem has no CSE-ID in it (TS-0001 7.2).
    const entity = rest.length === 0 && cse.startsWith('S') ? this.tree.byId(cse) : undefined
    if (entity?.type === resourceType.AE) {
      return { kind: 'resource', resource: entity, virtual: undefined, attribute }
    }
    return { kind: 'remote', cseId: `/${cse}` }
  }

  #local(segments: readonly string[], attribute: string | undefined): Target {
    if (segments.some((segment) => segment === ''))
      throw badRequest('the address is empty or has an empty segment')
    const [first = '', ...rest] = segments
    const structured = first === '-' || first === this.tree.root.name
    let resource = structured ? this.tree.root : this.tree.byId(first)
    if (resource === undefined) return { kind: 'nothing' }
    // Behind an unstructured identifier only the name of a virtual resource may follow.
    if (!structured && (rest.length > 1 || (rest.length === 1 && !isVirtual(rest[0]))))
      return { kind: 'nothing' }
    for (const [index, name] of rest.entries()) {
      if (isVirtual(name) && index === rest.length - 1 && resource.type === resourceType.container) {
        const instance: Resource | undefined =
          name === 'la' ? resource.instances.at(-1) : resource.instances[0]
        return instance === undefined
          ? { kind: 'empty', container: resource, virtual: name }
          : { kind: 'resource', resource: instance, virtual: name, attribute }
      }
      const child: Resource | undefined = resource.children.get(name)
      if (child === undefined) return { kind: 'nothing' }
      resource = child
    }
    return { kind: 'resource', resource, virtual: undefined, attribute }
  }
}

/** A RequestError with 4004. */
export function notFound(address: string): RequestError {
  return new RequestError(status.notFound, `there is no resource ${address}`)
}
