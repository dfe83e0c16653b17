package io.distsys.observation;

import java.util.HashMap;
import java.util.Map;

import io.distsys.messaging.MessageObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes observations of calls, messages and changes of names and presence, as
 * {@link Described} says. Where traces are made of observations, what is done on the
 * other node is a child of what has sent it there: the handlers of Micrometer Tracing
 * write the context of the trace into what is sent, and read it there.
 * <p>
 * Keys of workers, and names of topics, groups, subscribers and of what is registered or
 * present, of which there may be any number, are values of high cardinality: in traces,
 * and not in meters.
 *
 * @since 0.1
 */
public final class ObservedMessages implements MessageObserver {

	private final ObservationRegistry registry;

	private final boolean localCalls;

	/**
	 * Create it.
	 * @param registry has the handlers
	 * @param localCalls whether calls of singletons on their own node are observed too,
	 * see {@link #seesLocalCalls()}
	 */
	public ObservedMessages(ObservationRegistry registry, boolean localCalls) {
		this.registry = registry;
		this.localCalls = localCalls;
	}

	@Override
	public boolean seesLocalCalls() {
		return this.localCalls;
	}

	@Override
	public Sending send(Operation operation) {
		Described described = Described.as(operation.kind());
		Map<String, String> carrier = new HashMap<>();
		SenderContext<Map<String, String>> context = new SenderContext<>(
				(map, name, value) -> ((map != null) ? map : carrier).put(name, value), described.sender());
		context.setCarrier(carrier);
		Observation observation = described.complete(operation,
				Observation.createNotStarted(described.sent(), () -> context, this.registry));
		observation.start();
		return new ObservedSending(carrier, observation);
	}

	@Override
	public Receiving receive(Operation operation, Map<String, String> sent) {
		Described described = Described.as(operation.kind());
		ReceiverContext<Map<String, String>> context = new ReceiverContext<>(Map::get, described.receiver());
		context.setCarrier(sent);
		Observation observation = described.complete(operation,
				Observation.createNotStarted(described.handled(), () -> context, this.registry));
		observation.start();
		return new ObservedReceiving(observation, observation.openScope());
	}

	private static void end(Observation observation, @Nullable Throwable failure) {
		if (failure != null) {
			observation.error(failure);
		}
		observation.stop();
	}

	private record ObservedSending(Map<String, String> context, Observation observation) implements Sending {

		@Override
		public void end(@Nullable Throwable failure) {
			ObservedMessages.end(this.observation, failure);
		}

	}

	private record ObservedReceiving(Observation observation, Observation.Scope scope) implements Receiving {

		@Override
		public void leaveThread() {
			this.scope.close();
		}

		@Override
		public void end(@Nullable Throwable failure) {
			ObservedMessages.end(this.observation, failure);
		}

	}

}
