package io.distsys.messaging;

/** One message inside a {@link Frame}. Addresses are UTF-8. */
sealed interface Envelope {

	byte[] payload();

	record Cast(byte[] address, byte[] payload) implements Envelope {

	}

	/** The deadline is one of this node's clock, on either side. */
	record Call(byte[] address, long correlation, long deadlineNanos, byte[] payload) implements Envelope {

	}

	/**
	 * A piece of a message that is larger than a frame.
	 *
	 * @param total size of the whole message, encoded
	 * @param offset where the piece belongs
	 */
	record Part(int total, int offset, byte[] payload) implements Envelope {

		boolean isLast() {
			return this.offset + this.payload.length == this.total;
		}

	}

	/** The answer to a call. */
	record Answer(long correlation, Reply reply) implements Envelope {

		@Override
		public byte[] payload() {
			if (this.reply instanceof Reply.Answered answered) {
				return answered.payload();
			}
			if (this.reply instanceof Reply.Failed failed) {
				return failed.payload();
			}
			if (this.reply instanceof Reply.Refused refused) {
				return refused.detail();
			}
			throw new IllegalArgumentException("A callee cannot answer with " + this.reply);
		}

	}

}
