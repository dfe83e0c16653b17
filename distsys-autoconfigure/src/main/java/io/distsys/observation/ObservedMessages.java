package io.distsys.observation;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import io.distsys.messaging.MessageObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

import static io.micrometer.observation.transport.Kind.CLIENT;
import static io.micrometer.observation.transport.Kind.CONSUMER;
import static io.micrometer.observation.transport.Kind.PRODUCER;
import static io.micrometer.observation.transport.Kind.SERVER;

/**
 * Makes observations of calls and messages: {@code distsys.calls.sent} and
 * {@code distsys.calls.handled} with the service and the method,
 * {@code distsys.messages.published} and {@code distsys.messages.handled}. Where traces
 * are made of observations, what is done on the other node is a child of what has sent it
 * there: the handlers of Micrometer Tracing write the context of the trace into what is
 * sent, and read it there.
 * <p>
 * Names of topics and subscribers, of which there may be any number, are values of high
 * cardinality: in traces, and not in meters.
 *
 * @since 0.1
 */
public final class ObservedMessages implements MessageObserver {

	private final ObservationRegistry registry;

	/**
	 * Create it.
	 * @param registry has the handlers
	 */
	public ObservedMessages(ObservationRegistry registry) {
		this.registry = registry;
	}

	private static boolean isCall(Operation operation) {
		return operation.kind() == Kind.CALL;
	}

	@Override
	public Sending send(Operation operation) {
		boolean call = isCall(operation);
		Map<String, String> carrier = new HashMap<>();
		SenderContext<Map<String, String>> context = new SenderContext<>(
				(map, name, value) -> ((map != null) ? map : carrier).put(name, value), call ? CLIENT : PRODUCER);
		context.setCarrier(carrier);
		Observation observation = described(operation, Observation.createNotStarted(
				call ? "distsys.calls.sent" : "distsys.messages.published", () -> context, this.registry));
		observation.start();
		return new ObservedSending(carrier, observation);
	}

	@Override
	public <T extends @Nullable Object> T receive(Operation operation, Map<String, String> sent, Callable<T> work)
			throws Exception {
		boolean call = isCall(operation);
		ReceiverContext<Map<String, String>> context = new ReceiverContext<>(Map::get, call ? SERVER : CONSUMER);
		context.setCarrier(sent);
		Observation observation = described(operation, Observation.createNotStarted(
				call ? "distsys.calls.handled" : "distsys.messages.handled", () -> context, this.registry));
		return observation.observeChecked(work::call);
	}

	private static Observation described(Operation operation, Observation observation) {
		if (isCall(operation)) {
			String service = operation.target().substring(operation.target().lastIndexOf('.') + 1);
			return observation.contextualName(service + "." + operation.name())
				.lowCardinalityKeyValue("service", service)
				.lowCardinalityKeyValue("method", operation.name());
		}
		return observation.contextualName("topic " + operation.target())
			.highCardinalityKeyValue("topic", operation.target())
			.highCardinalityKeyValue("subscriber", operation.name());
	}

	private record ObservedSending(Map<String, String> context, Observation observation) implements Sending {

		@Override
		public void end(@Nullable Throwable failure) {
			if (failure != null) {
				this.observation.error(failure);
			}
			this.observation.stop();
		}

	}

}
