package io.distsys.fakes;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.distsys.messaging.MessageObserver;

/** Notes what was sent, once it has ended. */
public final class RecordingObserver implements MessageObserver {

	private final List<Sent> sent = new CopyOnWriteArrayList<>();

	/** What has ended so far, in order. */
	public List<Sent> sent() {
		return this.sent;
	}

	@Override
	public Sending send(Operation operation) {
		return new Sending() {

			@Override
			public Map<String, String> context() {
				return Map.of();
			}

			@Override
			public void end(Throwable failure) {
				RecordingObserver.this.sent.add(new Sent(operation, failure));
			}

		};
	}

	@Override
	public Receiving receive(Operation operation, Map<String, String> context) {
		throw new AssertionError("Nothing is received: " + operation);
	}

	/** Something that was sent, and why it has failed, if it has. */
	public record Sent(Operation operation, Throwable failure) {

	}

}
