package io.distsys.observation;

import io.distsys.messaging.MessageObserver.Operation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Kind;

import static io.micrometer.observation.transport.Kind.CLIENT;
import static io.micrometer.observation.transport.Kind.CONSUMER;
import static io.micrometer.observation.transport.Kind.PRODUCER;
import static io.micrometer.observation.transport.Kind.SERVER;

/** What an observation is called, and which values it has. */
enum Described {

	/** Somebody waits for the answer. */
	CALL("distsys.calls.sent", CLIENT, "distsys.calls.handled", SERVER),

	/** Nobody does. */
	CAST("distsys.casts.sent", PRODUCER, "distsys.casts.handled", CONSUMER),

	/** Of a worker; begins a trace of its own. */
	TIMER("distsys.timers.set", PRODUCER, "distsys.timers.handled", CONSUMER),

	/** To whoever listens. */
	MESSAGE("distsys.messages.published", PRODUCER, "distsys.messages.handled", CONSUMER);

	private final String sent;

	private final Kind sender;

	private final String handled;

	private final Kind receiver;

	Described(String sent, Kind sender, String handled, Kind receiver) {
		this.sent = sent;
		this.sender = sender;
		this.handled = handled;
		this.receiver = receiver;
	}

	static Described as(io.distsys.messaging.MessageObserver.Kind kind) {
		return switch (kind) {
			case SERVICE_CALL, SINGLETON_CALL, WORKER_CALL, DECISION -> CALL;
			case SERVICE_CAST, WORKER_CAST -> CAST;
			case WORKER_TIMER -> TIMER;
			case TOPIC, RELIABLE_TOPIC, GROUP -> MESSAGE;
		};
	}

	String sent() {
		return this.sent;
	}

	Kind sender() {
		return this.sender;
	}

	String handled() {
		return this.handled;
	}

	Kind receiver() {
		return this.receiver;
	}

	/** Add the name and the values. */
	Observation complete(Operation operation, Observation observation) {
		return (this == MESSAGE) ? ofMessage(operation, observation) : ofMethod(operation, observation);
	}

	private static Observation ofMethod(Operation operation, Observation observation) {
		String target = operation.target().substring(operation.target().lastIndexOf('.') + 1);
		observation.contextualName(target + "." + operation.name())
			.lowCardinalityKeyValue("kind", callee(operation))
			.lowCardinalityKeyValue("target", target)
			.lowCardinalityKeyValue("method", operation.name());
		return operation.instance().isEmpty() ? observation
				: observation.highCardinalityKeyValue("key", operation.instance());
	}

	private static String callee(Operation operation) {
		return switch (operation.kind()) {
			case SERVICE_CALL, SERVICE_CAST -> "service";
			case SINGLETON_CALL -> "singleton";
			case WORKER_CALL, WORKER_CAST, WORKER_TIMER -> "worker";
			case DECISION -> "decision";
			case TOPIC, RELIABLE_TOPIC, GROUP -> throw new IllegalArgumentException(operation + " has no method");
		};
	}

	private static Observation ofMessage(Operation operation, Observation observation) {
		String through = switch (operation.kind()) {
			case TOPIC -> "topic";
			case RELIABLE_TOPIC -> "reliable topic";
			case GROUP -> "group";
			default -> throw new IllegalArgumentException(operation + " is no message");
		};
		observation.contextualName(through + " " + operation.target())
			.lowCardinalityKeyValue("kind", through)
			.highCardinalityKeyValue("target", operation.target());
		return operation.name().isEmpty() ? observation
				: observation.highCardinalityKeyValue("subscriber", operation.name());
	}

}
