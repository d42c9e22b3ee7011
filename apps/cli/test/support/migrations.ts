/** Migrations that tests are made of. */
export const createUsers = `-- migrate:up
create table users (id integer primary key, name text not null);

-- migrate:down
drop table users;
`

const createPosts = `import { migration } from 'lithify'

export default migration({
  up(m) {
    m.createTable('posts', (t) => {
      t.id()
      t.string('title').notNull()
      t.references('users')
    })
    m.createIndex('posts', ['user_id'])
  },
})
`

export const failing = `-- migrate:up
create table tags (
  id integer primary key,
  name text not nul
);
`

export function createTable(name: string): string {
  return `-- migrate:up\ncreate table "${name}" (id integer primary key);\n\n-- migrate:down\ndrop table "${name}";\n`
}

/** Two that are well. */
export const two = {
  'database/migrations/20260101000000_create_users.sql': createUsers,
  'database/migrations/20260102000000_create_posts.mjs': createPosts,
}
