import { TransactionState as State } from '@lithify/core/dialect-kit'

export class TransactionState extends State {
  constructor() {
    super(
      'The server commits before and after every statement of DDL, and what it has committed stays. Run such statements without a transaction.',
    )
  }

  /**
   * Called after every exchange with the server.
   * @param open Whether the server still has a transaction open.
   * @param text What was sent.
   */
  observe(open: boolean, text: string, failure?: unknown): void {
    this.after({ open, text, failure })
  }

  /** A statement that failed has no effect, but the server would commit those around it. */
  refuseWhenFailed(): void {
    if (this.failure !== undefined) throw this.failure
  }
}
