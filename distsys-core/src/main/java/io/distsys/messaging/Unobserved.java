package io.distsys.messaging;

import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/** Sees nothing and sends nothing along. */
enum Unobserved implements MessageObserver, MessageObserver.Sending {

	INSTANCE;

	@Override
	public Sending send(Operation operation) {
		return this;
	}

	@Override
	public <T extends @Nullable Object> T receive(Operation operation, Map<String, String> context, Callable<T> work)
			throws Exception {
		return work.call();
	}

	@Override
	public Map<String, String> context() {
		return Map.of();
	}

	@Override
	public void end(@Nullable Throwable failure) {
	}

}
