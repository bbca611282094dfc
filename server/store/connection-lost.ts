/** Codes of broken and refused connections, by Node and by the classes 08 and 57P of PostgreSQL. */
const codes = /^(?:E(?:CONN(?:REFUSED|RESET)|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|AI_AGAIN)|08\w{3}|57P0[123])$/;

/** What the driver says of a connection that went away, without a code. */
const words =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i;

/** Whether an error says that the database was not there, and not that a statement was wrong. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isConnectionLost);
  if (!(error instanceof Error)) return false;
  const { code } = error as { readonly code?: unknown };
  return (typeof code === 'string' && codes.test(code)) || words.test(error.message);
}
