package io.distsys.messaging;

/**
 * A call to another node had no answer of the callee's. If the callee fails with such an
 * exception of a call of its own that did not run, its caller gets a
 * {@code RemoteException} that names it: {@link Outcome#DID_NOT_RUN} is always said of
 * the call that was made, never of one that was made on its way.
 *
 * @since 0.1
 */
public class CallException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Outcome outcome;

	/**
	 * Create the exception.
	 * @param message the call and what became of it
	 * @param outcome what the caller may conclude
	 */
	public CallException(String message, Outcome outcome) {
		super(message + ((outcome == Outcome.DID_NOT_RUN) ? " (did not run)" : " (may have run)"));
		this.outcome = outcome;
	}

	/**
	 * What the caller may conclude.
	 * @return whether the call may have run
	 */
	public Outcome outcome() {
		return this.outcome;
	}

	/** The callee refused the call: it did not run. */
	public static class RefusedException extends CallException {

		private static final long serialVersionUID = 1L;

		private final Refusal refusal;

		/**
		 * Create the exception.
		 * @param message the call and what became of it
		 * @param refusal why it was refused
		 */
		public RefusedException(String message, Refusal refusal) {
			super(message, Outcome.DID_NOT_RUN);
			this.refusal = refusal;
		}

		/**
		 * Why it was refused.
		 * @return the reason
		 */
		public Refusal refusal() {
			return this.refusal;
		}

	}

	/** The callee cannot be reached, or was lost before it answered. */
	public static class UnreachableException extends CallException {

		private static final long serialVersionUID = 1L;

		/**
		 * Create the exception.
		 * @param message the call and what became of it
		 * @param outcome what the caller may conclude
		 */
		public UnreachableException(String message, Outcome outcome) {
			super(message, outcome);
		}

	}

	/** No answer came in time. */
	public static class CallTimeoutException extends CallException {

		private static final long serialVersionUID = 1L;

		/**
		 * Create the exception.
		 * @param message the call and what became of it
		 * @param outcome what the caller may conclude
		 */
		public CallTimeoutException(String message, Outcome outcome) {
			super(message, outcome);
		}

	}

	/** There is no node to call: it is not in view, or none is what was asked for. */
	public static class NoSuchNodeException extends CallException {

		private static final long serialVersionUID = 1L;

		/**
		 * Create the exception. The call did not run.
		 * @param message the call and which node it looked for
		 */
		public NoSuchNodeException(String message) {
			super(message, Outcome.DID_NOT_RUN);
		}

	}

}
