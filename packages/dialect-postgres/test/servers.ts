export { postgresSetup as setup } from '@lithify/test-servers'
