// The migrations of the demo.
export const files = {
  customers: `-- migrate:up
create table customers (
  id integer primary key,
  name text not null,
  email text not null unique
);

-- migrate:down
drop table customers;
`,

  // No down: it is derived.
  invoices: `import { migration } from 'lithify'

export default migration({
  up(m) {
    m.createTable('invoices', (t) => {
      t.id()
      t.decimal('total', 12, 2).notNull()
      t.references('customers')
    })
    m.createIndex('invoices', ['customer_id'])
  },
})
`,

  countries: `-- migrate:up
create table countries (code text primary key, name text not null);
insert into countries values ('DE', 'Germany'), ('JP', 'Japan'), ('PE', 'Peru');

-- migrate:down
drop table countries;
`,

  paymentsWrong: `-- migrate:up
create table payments (
  id integer primary key,
  invoice_id integer not null references invoices (id),
  amount numeric not nul
);

-- migrate:down
drop table payments;
`,

  payments: `-- migrate:up
create table payments (
  id integer primary key,
  invoice_id integer not null references invoices (id),
  amount numeric not null
);

-- migrate:down
drop table payments;
`,

  dueDates: `import { migration } from 'lithify'

export default migration({
  up(m) {
    m.addColumn('invoices', (t) => t.date('due_on'))
  },
})
`,
}
