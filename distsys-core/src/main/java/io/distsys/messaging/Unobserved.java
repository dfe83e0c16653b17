package io.distsys.messaging;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Sees nothing and sends nothing along. */
enum Unobserved implements MessageObserver, MessageObserver.Sending, MessageObserver.Receiving {

	INSTANCE;

	@Override
	public Sending send(Operation operation) {
		return this;
	}

	@Override
	public Receiving receive(Operation operation, Map<String, String> context) {
		return this;
	}

	@Override
	public Map<String, String> context() {
		return Map.of();
	}

	@Override
	public void leaveThread() {
	}

	@Override
	public void end(@Nullable Throwable failure) {
	}

}
