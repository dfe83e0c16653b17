package io.distsys.observation;

import java.util.Objects;

import io.distsys.messaging.MessageObserver.Operation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Kind;
import org.jspecify.annotations.Nullable;

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
	MESSAGE("distsys.messages.published", PRODUCER, "distsys.messages.handled", CONSUMER),

	/** A majority is asked, and answers. */
	STRONG_NAME(Described.NAMES, CLIENT),

	/** The others hear of it later. */
	AVAILABLE_NAME(Described.NAMES, PRODUCER),

	/** The others hear of it later. */
	PRESENCE("distsys.presences.changed", PRODUCER);

	private static final String NAMES = "distsys.names.changed";

	private final String sent;

	private final Kind sender;

	private final @Nullable String handled;

	private final @Nullable Kind receiver;

	/** Nobody does anything for the sender. */
	Described(String sent, Kind sender) {
		this(sent, sender, null, null);
	}

	Described(String sent, Kind sender, @Nullable String handled, @Nullable Kind receiver) {
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
			case STRONG_NAME -> STRONG_NAME;
			case AVAILABLE_NAME -> AVAILABLE_NAME;
			case PRESENCE -> PRESENCE;
		};
	}

	String sent() {
		return this.sent;
	}

	Kind sender() {
		return this.sender;
	}

	String handled() {
		return Objects.requireNonNull(this.handled, () -> "Nobody handles a " + this);
	}

	Kind receiver() {
		return Objects.requireNonNull(this.receiver, () -> "Nobody handles a " + this);
	}

	/** Add the name and the values. */
	Observation complete(Operation operation, Observation observation) {
		return switch (this) {
			case CALL, CAST, TIMER -> ofMethod(operation, observation);
			case MESSAGE -> ofMessage(operation, observation);
			case STRONG_NAME -> ofChange("strong name", "name", operation, observation);
			case AVAILABLE_NAME -> ofChange("available name", "name", operation, observation);
			case PRESENCE -> ofChange("presence", "presence", operation, observation);
		};
	}

	private static Observation ofChange(String kind, String what, Operation operation, Observation observation) {
		observation.contextualName(what + "." + operation.name())
			.lowCardinalityKeyValue("kind", kind)
			.lowCardinalityKeyValue("method", operation.name())
			.highCardinalityKeyValue("target", operation.target());
		return withKey(operation, observation);
	}

	private static Observation withKey(Operation operation, Observation observation) {
		return operation.instance().isEmpty() ? observation
				: observation.highCardinalityKeyValue("key", operation.instance());
	}

	private static Observation ofMethod(Operation operation, Observation observation) {
		String target = operation.target().substring(operation.target().lastIndexOf('.') + 1);
		observation.contextualName(target + "." + operation.name())
			.lowCardinalityKeyValue("kind", callee(operation))
			.lowCardinalityKeyValue("target", target)
			.lowCardinalityKeyValue("method", operation.name());
		return withKey(operation, observation);
	}

	private static String callee(Operation operation) {
		return switch (operation.kind()) {
			case SERVICE_CALL, SERVICE_CAST -> "service";
			case SINGLETON_CALL -> "singleton";
			case WORKER_CALL, WORKER_CAST, WORKER_TIMER -> "worker";
			case DECISION -> "decision";
			default -> throw new IllegalArgumentException(operation + " has no method");
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
