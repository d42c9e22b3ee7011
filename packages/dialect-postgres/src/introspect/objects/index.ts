import { accessMethodKind } from './access-method.ts'
import { castKind } from './cast.ts'
import { conversionKind } from './conversion.ts'
import { eventTriggerKind } from './event-trigger.ts'
import { foreignKinds } from './foreign.ts'
import type { ObjectKind } from './kind.ts'
import { languageKinds } from './language.ts'
import { operatorClassKinds } from './operator-class.ts'
import { operatorKinds } from './operator.ts'
import { publicationKind } from './publication.ts'
import { subscriptionKind } from './subscription.ts'
import { textSearchKinds } from './text-search.ts'

/** Every kind that is read by the one query over small catalogs. A new kind is one more file here. */
export const objectKinds: readonly ObjectKind[] = [
  ...languageKinds,
  castKind,
  accessMethodKind,
  ...operatorKinds,
  ...operatorClassKinds,
  conversionKind,
  ...textSearchKinds,
  ...foreignKinds,
  publicationKind,
  subscriptionKind,
  eventTriggerKind,
]
