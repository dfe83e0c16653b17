package io.distsys.hazelcast;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.internal.cluster.impl.SplitBrainJoinMessage;
import com.hazelcast.internal.cluster.impl.SplitBrainJoinMessage.SplitBrainMergeCheckResult;
import com.hazelcast.internal.cluster.impl.operations.SplitBrainMergeValidationOp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the other part of a cluster at all possible addresses at once, and only where
 * somebody listens. Which part joins the other, and how, is Hazelcast's own.
 * <p>
 * Hazelcast asks one address after the other and waits five seconds for a connection and
 * ten for an answer. Neither comes from a node that is gone, and the answer does not come
 * either if the other part had still counted the asker among its members: it then closes
 * the connection first. So the round that would succeed begins too late.
 */
final class PartSearch {

	private static final Logger logger = LoggerFactory.getLogger(PartSearch.class);

	private static final Duration CONNECT_LIMIT = Duration.ofMillis(500);

	private static final Duration ANSWER_LIMIT = Duration.ofMillis(1500);

	private static final int TRIES = 5;

	private static final int TRY_PAUSE_MILLIS = 100;

	private final Node node;

	PartSearch(Node node) {
		this.node = node;
	}

	/**
	 * Look once. Called every few seconds by the master of a part, on a thread that
	 * Hazelcast keeps for that.
	 * @param possible where nodes may be that are no members of this part
	 * @param joining joins the part that is found, if it is this one that has to
	 */
	void look(Collection<Address> possible, Joining joining) {
		List<Address> listening = ListeningAddresses.among(possible, CONNECT_LIMIT);
		if (listening.isEmpty()) {
			return;
		}
		SplitBrainJoinMessage request = this.node.createSplitBrainJoinMessage();
		Map<Address, CompletableFuture<SplitBrainJoinMessage>> answers = ask(listening, request);
		await(answers);
		for (Map.Entry<Address, CompletableFuture<SplitBrainJoinMessage>> answer : answers.entrySet()) {
			if (isToBeJoined(answer.getValue())) {
				logger.warn("Joining the other part of the cluster at={} after it was found again", answer.getKey());
				this.node.getJoiner().setTargetAddress(answer.getKey());
				joining.join(answer.getKey(), request.getMemberListVersion());
				return;
			}
		}
	}

	private Map<Address, CompletableFuture<SplitBrainJoinMessage>> ask(List<Address> addresses,
			SplitBrainJoinMessage request) {
		Map<Address, CompletableFuture<SplitBrainJoinMessage>> answers = new LinkedHashMap<>();
		for (Address address : addresses) {
			answers.put(address,
					this.node.getNodeEngine()
						.getOperationService()
						.createInvocationBuilder(ClusterServiceImpl.SERVICE_NAME,
								new SplitBrainMergeValidationOp(request), address)
						.setTryCount(TRIES)
						.setTryPauseMillis(TRY_PAUSE_MILLIS)
						.setCallTimeout(ANSWER_LIMIT.toMillis())
						.invoke());
		}
		return answers;
	}

	private static void await(Map<Address, CompletableFuture<SplitBrainJoinMessage>> answers) {
		try {
			CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
				.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("Not everyone who listens answers whether it is another part of the cluster", ex);
		}
	}

	private boolean isToBeJoined(CompletableFuture<SplitBrainJoinMessage> answer) {
		return answer.isDone() && !answer.isCompletedExceptionally()
				&& this.node.getClusterService()
					.getClusterJoinManager()
					.shouldMerge(answer.join()) == SplitBrainMergeCheckResult.LOCAL_NODE_SHOULD_MERGE;
	}

	/** Joins another part. */
	@FunctionalInterface
	interface Joining {

		/**
		 * Join it, with all members of this part.
		 * @param master of the other part
		 * @param membersVersion of the members for which that was decided
		 */
		void join(Address master, int membersVersion);

	}

}
