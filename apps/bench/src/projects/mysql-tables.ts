/**
 * A table as applications have them: 8 to 12 columns with defaults, a primary key, a unique key, a foreign key and two indexes; and on some checks,
 * comments, a view, a trigger, a function. Each kind of thing falls on tables of its own numbers, so that all mix.
 */
export function tableStatements(number: number): string[] {
  const name = `table_${number}`
  const every = (count: number): boolean => number % count === 0
  return [
    `CREATE TABLE ${name} (\n  ${[...columns(number), ...keys(number)].join(',\n  ')}\n)${every(3) ? ` COMMENT = 'What number ${number} holds, and who looks after it'` : ''}`,
    ...(every(10)
      ? [
          `CREATE VIEW ${name}_open AS SELECT t.id, t.code, t.amount, p.name AS parent FROM ${name} t LEFT JOIN table_${parentOf(number)} p ON p.id = t.parent_id WHERE t.state = 'open'`,
        ]
      : []),
    ...(every(5)
      ? [`CREATE TRIGGER ${name}_touch BEFORE UPDATE ON ${name} FOR EACH ROW SET NEW.updated_at = CURRENT_TIMESTAMP`]
      : []),
    ...(every(25)
      ? [
          `CREATE FUNCTION ${name}_total (since DATE) RETURNS DECIMAL(14,2) READS SQL DATA RETURN (SELECT SUM(t.amount) FROM ${name} t WHERE t.created_at >= since)`,
        ]
      : []),
  ]
}

const parentOf = (number: number): number => Math.max(1, number >> 1)

function columns(number: number): string[] {
  const more = [
    'settings JSON',
    'gross DECIMAL(14,2) GENERATED ALWAYS AS (amount * 1.2) STORED',
    "tags SET('red', 'green', 'blue') NOT NULL DEFAULT ''",
    'reference BINARY(16)',
    'discount DECIMAL(5,2) UNSIGNED DEFAULT NULL',
  ]
  return [
    'id BIGINT NOT NULL AUTO_INCREMENT',
    'parent_id BIGINT',
    'code VARCHAR(40) NOT NULL',
    "name VARCHAR(200) NOT NULL DEFAULT ''",
    "state ENUM('new', 'open', 'held', 'closed') NOT NULL DEFAULT 'new'",
    `amount DECIMAL(12,2) NOT NULL DEFAULT 0${number % 4 === 0 ? " COMMENT 'In the currency of the customer''s account'" : ''}`,
    'created_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)',
    'updated_at TIMESTAMP NULL',
    // None to four of them, beginning with another one each time.
    ...Array.from({ length: number % 5 }, (_, at) => more[(at + number) % more.length] as string),
  ]
}

function keys(number: number): string[] {
  const name = `table_${number}`
  return [
    'PRIMARY KEY (id)',
    `UNIQUE KEY ${name}_code (code)`,
    `KEY ${name}_parent (parent_id)`,
    `KEY ${name}_state (state, created_at)`,
    `CONSTRAINT ${name}_parent_fk FOREIGN KEY (parent_id) REFERENCES table_${parentOf(number)} (id) ON DELETE CASCADE`,
    ...(number % 2 === 0 ? [`CONSTRAINT ${name}_amount_check CHECK (amount >= 0)`] : []),
    ...(number % 9 === 0 ? [`CONSTRAINT ${name}_code_check CHECK (CHAR_LENGTH(code) > 2 AND code <> name)`] : []),
  ]
}
