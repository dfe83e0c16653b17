package io.distsys.actuate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Reply;
import io.distsys.time.Subscription;
import io.distsys.worker.WorkerStatistics;

/**
 * Tells other nodes how many workers run here, and asks them how many run there.
 *
 * @since 0.1
 */
public final class WorkerCounts implements AutoCloseable {

	private static final String ADDRESS = "distsys.actuate.workers";

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private final Cluster cluster;

	private final Messenger messenger;

	private final Supplier<List<WorkerStatistics>> own;

	private final Subscription handler;

	/**
	 * Begin to answer other nodes.
	 * @param cluster knows the nodes
	 * @param messenger carries question and answer
	 * @param executor answers
	 * @param own the counts of this node
	 */
	public WorkerCounts(Cluster cluster, Messenger messenger, Executor executor, Supplier<List<WorkerStatistics>> own) {
		this.cluster = cluster;
		this.messenger = messenger;
		this.own = own;
		this.handler = messenger.handle(ADDRESS, executor, this::answer);
	}

	private void answer(MessageHandler.Message message, MessageHandler.Replier replier) {
		StringBuilder text = new StringBuilder();
		this.own.get()
			.forEach((counted) -> text.append(counted.workers()).append(' ').append(counted.type()).append('\n'));
		replier.reply(new Reply.Answered(text.toString().getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Ask all nodes at once and wait for the answers, a second at the most.
	 * @return what the nodes said, and who did not answer
	 */
	Answers ask() {
		Map<NodeId, CompletableFuture<Reply>> asked = new TreeMap<>();
		for (Node node : this.cluster.view().nodes()) {
			asked.put(node.id(),
					this.messenger.call(node.id(), Lane.CONTROL, ADDRESS, new byte[0], TIMEOUT).toCompletableFuture());
		}
		Map<NodeId, Map<String, Integer>> counts = new TreeMap<>();
		List<NodeId> silent = new ArrayList<>();
		asked.forEach((node, reply) -> {
			if (reply.join() instanceof Reply.Answered answered) {
				counts.put(node, decode(answered.payload()));
			}
			else {
				silent.add(node);
			}
		});
		return new Answers(counts, silent);
	}

	private static Map<String, Integer> decode(byte[] payload) {
		Map<String, Integer> counts = new TreeMap<>();
		new String(payload, StandardCharsets.UTF_8).lines().forEach((line) -> {
			int space = line.indexOf(' ');
			counts.put(line.substring(space + 1), Integer.valueOf(line.substring(0, space)));
		});
		return counts;
	}

	@Override
	public void close() {
		this.handler.close();
	}

	/**
	 * What the nodes said.
	 *
	 * @param counts workers of each type on each node that answered
	 * @param silent nodes that did not answer in time
	 */
	record Answers(Map<NodeId, Map<String, Integer>> counts, List<NodeId> silent) {

	}

}
