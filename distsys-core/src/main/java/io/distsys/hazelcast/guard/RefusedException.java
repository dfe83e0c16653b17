package io.distsys.hazelcast.guard;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/** Ends a connection that has not passed. */
final class RefusedException extends IOException {

	private static final long serialVersionUID = 1L;

	private final Refusal refusal;

	RefusedException(Refusal refusal, @Nullable Throwable cause) {
		super(refusal.text() + ((cause != null) ? " (" + cause.getMessage() + ")" : ""), cause);
		this.refusal = refusal;
	}

	Refusal refusal() {
		return this.refusal;
	}

}
