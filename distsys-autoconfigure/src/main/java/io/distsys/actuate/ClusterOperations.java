package io.distsys.actuate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.distsys.actuate.ClusterDescriptor.OperationDescriptor;
import io.distsys.actuate.NodeOperations.Operation;
import io.distsys.available.AvailableNode;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Reply;
import io.distsys.ownership.Ownerships;
import io.distsys.worker.NotDone;
import io.distsys.worker.RestartResult;
import io.distsys.worker.StopResult;
import io.distsys.worker.WorkerSupervisor;
import io.distsys.worker.Workers;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.context.ApplicationEventPublisher;

/**
 * What an operator can do to nodes, singletons and workers. Each is bounded in time, and
 * leaves an audit event with what became of it.
 */
final class ClusterOperations {

	private static final String PLACED_BY_VIEW = "it is available: its place is a function of the nodes in view, to"
			+ " which it would move back; drain its node, or say with preferredNodes where it should be";

	/** What there is: the types of events are bounded, whatever is asked for. */
	private static final Set<String> TYPES = Set.of("nodes.drain", "nodes.undrain", "singletons.move", "workers.stop",
			"workers.restart", "rebalance.pause", "rebalance.resume", "rebalance.now", "consensus.reset");

	private static final String UNKNOWN_TYPE = "request";

	/** What became of a request that is answered with 400. */
	static final String INVALID = "INVALID";

	/** What became of a request that is answered with 404. */
	private static final String NOT_FOUND = "NOT_FOUND";

	private static final Duration WORKER_TIMEOUT = Duration.ofSeconds(10);

	private final Cluster cluster;

	private final Ownerships ownerships;

	private final NodeNames names;

	private final BeanFactory concepts;

	private final ApplicationEventPublisher publisher;

	private final RebalanceOperations rebalancing;

	ClusterOperations(Cluster cluster, Ownerships ownerships, NodeNames names, BeanFactory concepts,
			ApplicationEventPublisher publisher) {
		this.cluster = cluster;
		this.ownerships = ownerships;
		this.names = names;
		this.concepts = concepts;
		this.publisher = publisher;
		this.rebalancing = new RebalanceOperations(ownerships, InstantSource.system());
	}

	/**
	 * Carry out an operation.
	 * @param target what is to be done to what
	 * @param principal who asks
	 * @return what was done, or {@literal null} if there is nothing of that name
	 */
	@Nullable OperationDescriptor perform(Target target, String principal) {
		OperationDescriptor result;
		try {
			result = carryOut(target, principal);
		}
		catch (InvalidEndpointRequestException ex) {
			audit(target, principal, INVALID, ex.getMessage());
			throw ex;
		}
		audit(target, principal, (result != null) ? result.outcome() : NOT_FOUND,
				(result != null) ? result.message() : null);
		return result;
	}

	private @Nullable OperationDescriptor carryOut(Target target, String principal) {
		return switch (target.part() + " " + target.action()) {
			case "nodes drain" -> ask(target.name(), Operation.DRAIN);
			case "nodes undrain" -> ask(target.name(), Operation.UNDRAIN);
			case "singletons move" -> move(target);
			case "workers stop", "workers restart" -> worker(target);
			case "rebalance pause", "rebalance resume", "rebalance now" -> this.rebalancing.perform(target, principal);
			default -> throw new InvalidEndpointRequestException(
					"There is no action '" + target.action() + "' of " + target.part(),
					"nodes: drain, undrain; singletons: move; workers: stop, restart; rebalance/moves: pause, resume, now");
		};
	}

	/** Leave a trace of what was asked for. */
	void audit(Target target, String principal, String outcome, @Nullable String message) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("name", target.name());
		data.put("part", target.part());
		data.put("action", target.action());
		put(data, "key", target.key());
		put(data, "to", target.to());
		put(data, "by", target.by());
		put(data, "why", target.why());
		data.put("askedOn", this.cluster.self().name());
		data.put("outcome", outcome);
		put(data, "message", message);
		String type = target.part() + "." + target.action();
		this.publisher.publishEvent(
				new AuditApplicationEvent(principal, "distsys." + (TYPES.contains(type) ? type : UNKNOWN_TYPE), data));
	}

	private static void put(Map<String, Object> data, String name, @Nullable String value) {
		if (value != null) {
			data.put(name, value);
		}
	}

	private @Nullable OperationDescriptor ask(String nodeName, Operation operation) {
		List<Node> called = this.names.called(nodeName);
		if (called.isEmpty()) {
			return null;
		}
		if (called.size() > 1) {
			return OperationDescriptor.refused(NodeNames.ambiguous(nodeName, called));
		}
		return answered(operations().ask(called.get(0).id(), operation, ""), NodeOperations.TIMEOUT);
	}

	private static OperationDescriptor answered(CompletionStage<Reply> asked, Duration timeout) {
		Reply reply = await(asked, timeout, new Reply.TimedOut(Outcome.MAY_HAVE_RUN));
		if (reply instanceof Reply.Answered answered) {
			return OperationDescriptor.done(new String(answered.payload(), StandardCharsets.UTF_8));
		}
		boolean mayHaveRun = reply.isUncertain() || reply instanceof Reply.Failed;
		return mayHaveRun ? OperationDescriptor.unknown("the node has not answered")
				: OperationDescriptor.refused("the node cannot be reached");
	}

	private @Nullable OperationDescriptor move(Target target) {
		OperationDescriptor moved = new SingletonMove(this.names, this.ownerships, operations()).move(target.name(),
				target.to());
		return (moved == null && isAvailable(target.name())) ? OperationDescriptor.refused(PLACED_BY_VIEW) : moved;
	}

	private boolean isAvailable(String singleton) {
		return this.concepts.getBeanProvider(AvailableNode.class)
			.stream()
			.anyMatch((node) -> new AvailableExplanations(this.cluster, node, this.names).knows(singleton));
	}

	private OperationDescriptor worker(Target target) {
		String key = target.key();
		if (key == null || key.isEmpty()) {
			throw new InvalidEndpointRequestException("'key' is missing", "It names the worker");
		}
		Optional<Workers> workers = this.concepts.getBeanProvider(Workers.class).stream().findFirst();
		if (workers.isEmpty()) {
			return OperationDescriptor.refused("this node has no workers");
		}
		WorkerSupervisor supervisor = workers.get().supervisor(target.name()).withTimeout(WORKER_TIMEOUT);
		NotDone late = new NotDone(NotDone.Reason.TIMEOUT, Outcome.MAY_HAVE_RUN, "no answer in time");
		try {
			return target.action().equals("stop") ? describe(await(supervisor.stopAsync(key), WORKER_TIMEOUT, late))
					: describe(await(supervisor.restartAsync(key), WORKER_TIMEOUT, late));
		}
		catch (CallException ex) {
			return OperationDescriptor.refused(String.valueOf(ex.getMessage()));
		}
	}

	private OperationDescriptor describe(StopResult result) {
		return (result instanceof StopResult.Stopped stopped) ? done("it ran on", stopped.node()) : notDone(result);
	}

	private OperationDescriptor describe(RestartResult result) {
		return (result instanceof RestartResult.Restarted restarted) ? done("it runs on", restarted.node())
				: notDone(result);
	}

	private OperationDescriptor done(String what, NodeId node) {
		return OperationDescriptor.done(what + " " + this.names.of(node));
	}

	private static OperationDescriptor notDone(Object result) {
		if (result instanceof NotDone notDone) {
			String why = notDone.reason() + ": " + notDone.detail();
			return (notDone.outcome() == Outcome.DID_NOT_RUN) ? OperationDescriptor.refused(why)
					: OperationDescriptor.unknown(why);
		}
		return OperationDescriptor.refused("there is no such worker");
	}

	private static <T> T await(CompletionStage<? extends T> stage, Duration timeout, T late) {
		try {
			return stage.toCompletableFuture().get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return late;
		}
		catch (TimeoutException | ExecutionException ex) {
			return late;
		}
	}

	private NodeOperations operations() {
		return this.concepts.getBean(NodeOperations.class);
	}

	/**
	 * What is to be done to what.
	 *
	 * @param part {@code nodes}, {@code singletons}, {@code workers} or {@code rebalance}
	 * @param name the node, singleton or worker type, or {@code moves}
	 * @param action what
	 * @param key the worker
	 * @param to where a singleton is to go
	 * @param by who asks, as he says
	 * @param why for the record
	 */
	record Target(String part, String name, String action, @Nullable String key, @Nullable String to,
			@Nullable String by, @Nullable String why) {

	}

}
