import { expect } from 'chai'
import { endpointOf } from '../../lib/case/index.js'
import { defaultConfiguration, type Configuration } from '../../lib/sut/configuration/index.js'

function configured(sut: Partial<Configuration['sut']> = {}): Configuration {
  const usual = defaultConfiguration()
  return { ...usual, sut: { ...usual.sut, ...sut } }
}

describe('where a run connects to', () => {
  it('takes host and port from the URL, and 80 and 443 where it has none', () => {
    const { endpoint, authority } = endpointOf('ws://cse.example.com:8180/', configured())
    expect(endpoint).to.deep.equal({ host: 'cse.example.com', port: 8180 })
    expect(authority).to.equal('cse.example.com:8180')
    expect(endpointOf('ws://cse.example.com/', configured()).endpoint.port).to.equal(80)
    expect(endpointOf('wss://cse.example.com/', configured()).endpoint).to.include({ port: 443 })
  })

  it('writes no default port into the Host field', () => {
    expect(endpointOf('ws://cse.example.com/', configured()).authority).to.equal('cse.example.com')
    expect(endpointOf('wss://cse.example.com:80/', configured()).authority).to.equal('cse.example.com:80')
  })

  it('connects to an IPv6 address without brackets, and writes them into the Host field', () => {
    const { endpoint, authority } = endpointOf('ws://[::1]:8180/', configured())
    expect(endpoint).to.deep.equal({ host: '::1', port: 8180 })
    expect(authority).to.equal('[::1]:8180')
    expect(endpointOf('ws://[::1]/', configured()).authority).to.equal('[::1]')
  })

  it('connects to a proxy with an IPv6 address without brackets', () => {
    const { endpoint } = endpointOf('ws://cse.example.com/', configured({ proxy: 'http://[::1]:3128' }))
    expect(endpoint.proxy).to.deep.equal({ host: '::1', port: 3128 })
  })

  it('takes port 80 where the URL of the proxy has none', () => {
    const { endpoint } = endpointOf(
      'ws://cse.example.com/',
      configured({ proxy: 'http://proxy.example.com' }),
    )
    expect(endpoint.proxy).to.deep.equal({ host: 'proxy.example.com', port: 80 })
  })
})
