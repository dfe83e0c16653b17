package io.distsys.actuate;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.distsys.actuate.ClusterDescriptor.OperationDescriptor;
import io.distsys.actuate.ClusterDescriptor.ResetDescriptor;
import io.distsys.actuate.ExplanationDescriptor.SingletonExplanation;
import io.distsys.available.AvailableNode;
import io.distsys.cluster.Cluster;
import io.distsys.consensus.GroupRecovery;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.ownership.Ownerships;
import io.distsys.quorum.Quorum;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.context.ApplicationContext;

/**
 * The cluster, as any of its nodes tells of it: what all know from this node's memory,
 * and what only each knows of itself by asking all of them at once, with a timeout of one
 * second. Nodes that do not answer in time are named.
 * <p>
 * Operations need {@code management.endpoint.cluster.access=unrestricted}, and are not
 * shown otherwise. Each leaves an audit event.
 *
 * @since 0.1
 */
@Endpoint(id = "cluster", defaultAccess = Access.READ_ONLY)
public final class ClusterEndpoint {

	private static final Duration RESET_TIMEOUT = Duration.ofSeconds(20);

	/** Who asks, where that is not known. */
	private static final String SOMEBODY = "unknown";

	private final ClusterParts parts;

	private final ClusterOperations operations;

	private final Explanations explanations;

	private final BeanFactory concepts;

	private final NodeNames names;

	private final Cluster cluster;

	/**
	 * Create it.
	 * @param cluster the nodes
	 * @param quorum whether this node may act
	 * @param log the consensus group
	 * @param ownerships who owns what
	 * @param reports asks the other nodes
	 * @param context has the other concepts, unless they are disabled, and is told of
	 * operations
	 */
	public ClusterEndpoint(Cluster cluster, Quorum quorum, ReplicatedLog log, Ownerships ownerships,
			ClusterReports reports, ApplicationContext context) {
		this.cluster = cluster;
		this.names = new NodeNames(cluster);
		this.parts = new ClusterParts(cluster, quorum, log, ownerships, reports, this.names, context);
		this.operations = new ClusterOperations(cluster, ownerships, this.names, context, context);
		this.explanations = new Explanations(cluster, ownerships, this.names);
		this.concepts = context;
	}

	/**
	 * Everything.
	 * @return the cluster
	 */
	@ReadOperation
	public ClusterDescriptor cluster() {
		return this.parts.all();
	}

	/**
	 * One part.
	 * @param part name of the part
	 * @return what the whole has under that name, and under {@code unanswered} who did
	 * not answer if others were asked for it; or {@literal null} if there is no such part
	 */
	@ReadOperation
	public @Nullable Map<String, Object> part(@Selector String part) {
		Map<String, Object> told = this.parts.part(part);
		return (told != null) ? OperationResponseBody.of(told) : null;
	}

	/**
	 * Explain why a singleton or a worker is where it is, or what would follow if a node
	 * was lost. Asks the other nodes for what they remember of a singleton.
	 * @param part {@code singletons}, {@code workers} or {@code nodes}
	 * @param name the singleton, the worker type or the node
	 * @param key the worker
	 * @return the explanation, or {@literal null} if there is nothing of that name
	 */
	@ReadOperation
	public @Nullable ExplanationDescriptor explain(@Selector String part, @Selector String name, @Nullable String key) {
		ExplanationDescriptor found = this.explanations.of(part, name, key);
		ExplanationDescriptor said = (found != null) ? found : available(part, name, key);
		return (said instanceof SingletonExplanation singleton)
				? singleton.withHistory(this.parts.historyOf(singleton.name())) : said;
	}

	private @Nullable ExplanationDescriptor available(String part, String name, @Nullable String key) {
		return this.concepts.getBeanProvider(AvailableNode.class)
			.stream()
			.findFirst()
			.map((node) -> new AvailableExplanations(this.cluster, node, this.names).of(part, name, key))
			.orElse(null);
	}

	/**
	 * Reset the consensus group after a majority of it was lost for good; blocks up to
	 * twenty seconds. {@code docs/majority-loss.md} says when.
	 * @param part must be {@code consensus}
	 * @param by who asks, for the record
	 * @param why for the record
	 * @return what was done, or why it was not
	 */
	@WriteOperation
	public ResetDescriptor reset(@Selector String part, @Nullable String by, @Nullable String why) {
		return reset(part, by, why, by);
	}

	ResetDescriptor reset(String part, @Nullable String by, @Nullable String why, @Nullable String principal) {
		ClusterOperations.Target target = new ClusterOperations.Target(part, part, "reset", null, null, by, why);
		String asking = (principal != null) ? principal : SOMEBODY;
		if (!part.equals("consensus") || by == null || by.isBlank() || why == null || why.isBlank()) {
			InvalidEndpointRequestException invalid = part.equals("consensus")
					? new InvalidEndpointRequestException("'by' and 'why' must not be blank", "They are for the record")
					: new InvalidEndpointRequestException("Only 'consensus' can be written to, not '" + part + "'",
							"Only 'consensus' can be written to");
			this.operations.audit(target, asking, ClusterOperations.INVALID, invalid.getMessage());
			throw invalid;
		}
		ResetDescriptor result = this.concepts.getBeanProvider(GroupRecovery.class)
			.stream()
			.findFirst()
			.map((recovery) -> reset(recovery, by, why))
			.orElseGet(() -> ResetDescriptor.refused("NOT_SUPPORTED", "This replicated log cannot be reset"));
		this.operations.audit(target, asking, result.outcome(), result.message());
		return result;
	}

	/**
	 * Do something to a node, a singleton, a worker or what moves:
	 * {@code docs/actuator.md} says what. Blocks, less than a minute.
	 * @param part {@code nodes}, {@code singletons}, {@code workers} or {@code rebalance}
	 * @param name the node, the singleton, the worker type, or {@code moves}
	 * @param action what to do
	 * @param key the worker
	 * @param to the node that a singleton is to move to; if absent, any other
	 * @param by who asks, where that is not known
	 * @param why for the record; a pause needs it
	 * @return what was done or why it was not, or {@literal null} if there is nothing of
	 * that name
	 */
	@WriteOperation
	public @Nullable OperationDescriptor operate(@Selector String part, @Selector String name, String action,
			@Nullable String key, @Nullable String to, @Nullable String by, @Nullable String why) {
		return operate(new ClusterOperations.Target(part, name, action, key, to, by, why), by);
	}

	@Nullable OperationDescriptor operate(ClusterOperations.Target target, @Nullable String principal) {
		return this.operations.perform(target, (principal != null) ? principal : SOMEBODY);
	}

	private ResetDescriptor reset(GroupRecovery recovery, String by, String why) {
		try {
			return ResetDescriptor.of(recovery.reset(by, why, RESET_TIMEOUT)
				.toCompletableFuture()
				.get(2 * RESET_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS), this.names);
		}
		catch (ExecutionException | TimeoutException ex) {
			return ResetDescriptor.unknown(String.valueOf(ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return ResetDescriptor.unknown("Interrupted while waiting");
		}
	}

}
