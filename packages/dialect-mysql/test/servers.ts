export { mysqlSetup as setup } from '@lithify/test-servers'
