import { expect } from 'chai'
import { restart } from '../../lib/case/restart.js'

describe('the restart of a SUT', () => {
  const never = new AbortController().signal
  const yes = (): Promise<boolean> => Promise.resolve(true)

  it('is done when the command ended well and the SUT takes connections', async () => {
    expect(await restart('exit 0', yes, never)).to.equal(true)
    expect(await restart('exit 1', yes, never)).to.equal(false)
  })

  it('is given up when the run is interrupted while the command runs', async () => {
    const stop = new AbortController()
    const done = restart('sleep 50', yes, stop.signal)
    stop.abort()
    expect(await done).to.equal(false)
  })

  it('is given up when the run is interrupted while the SUT does not come back', async () => {
    const stop = new AbortController()
    const looked = (): Promise<boolean> => {
      stop.abort()
      return Promise.resolve(false)
    }
    expect(await restart('exit 0', looked, stop.signal)).to.equal(false)
  })
})
