import { onEnds } from '../helpers.ts'
import { runnersAtOnce } from './suite.ts'

onEnds((version) => {
  runnersAtOnce({
    title: 'with an advisory lock',
    version,
    options: (url) => ({ url }),
    takesOverWithin: 0,
    ownBackends: true,
  })
})
