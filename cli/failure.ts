/** What ends a command before it could judge anything. */
export class Failure extends Error {}

/** A command line that says nothing that can be done. */
export class UsageFailure extends Failure {}
