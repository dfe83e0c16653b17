package io.distsys.actuate;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import io.distsys.actuate.NodeReport.Section;
import io.distsys.actuate.RebalanceDescriptor.PlanDescriptor;
import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Reply;
import io.distsys.time.Subscription;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all nodes what they say of themselves, and tells others what this one says. It
 * answers on a thread of its own, so that neither user code nor what it asks for holds up
 * anything else.
 *
 * @since 0.1
 */
public final class ClusterReports implements AutoCloseable {

	static final String ADDRESS = "distsys.actuate.report";

	/** How long a node has for its answer. */
	static final Duration TIMEOUT = Duration.ofSeconds(1);

	/** What is waited for beyond that, whatever goes wrong. */
	static final Duration GRACE = Duration.ofMillis(500);

	private static final Logger logger = LoggerFactory.getLogger(ClusterReports.class);

	private static final int MOST_WAITING = 64;

	private final Cluster cluster;

	private final Messenger messenger;

	private final Codec codec;

	private final NodeReporter own;

	private final ThreadPoolExecutor thread;

	private final Subscription handler;

	/**
	 * Begin to answer other nodes.
	 * @param cluster knows the nodes
	 * @param messenger carries question and answer
	 * @param codec encodes the answer
	 * @param own says what this node says
	 */
	public ClusterReports(Cluster cluster, Messenger messenger, Codec codec, NodeReporter own) {
		this.cluster = cluster;
		this.messenger = messenger;
		this.codec = codec;
		this.own = own;
		this.thread = new ThreadPoolExecutor(1, 1, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING),
				(task) -> {
					Thread thread = new Thread(task, "distsys-reports-1");
					thread.setDaemon(true);
					return thread;
				});
		this.thread.allowCoreThreadTimeOut(true);
		this.handler = messenger.handle(ADDRESS, this.thread, this::answer);
	}

	private void answer(MessageHandler.Message message, MessageHandler.Replier replier) {
		NodeReport report = this.own.report(sections(new String(message.payload(), StandardCharsets.UTF_8)));
		replier.reply(new Reply.Answered(this.codec.encode(report)));
	}

	private static Set<Section> sections(String names) {
		List<String> asked = List.of(names.split(","));
		return Arrays.stream(Section.values())
			.filter((section) -> asked.contains(section.name()))
			.collect(Collectors.toCollection(() -> EnumSet.noneOf(Section.class)));
	}

	/**
	 * Ask all nodes at once and wait for the answers, {@link #TIMEOUT} and {@link #GRACE}
	 * at the most, however many nodes do not answer.
	 * @param sections what is asked for
	 * @return what the nodes said, and who did not answer
	 */
	Answers ask(Set<Section> sections) {
		byte[] question = sections.stream()
			.map(Section::name)
			.collect(Collectors.joining(","))
			.getBytes(StandardCharsets.UTF_8);
		NodeId self = this.cluster.self().id();
		Map<NodeId, CompletableFuture<Reply>> asked = new TreeMap<>();
		for (Node node : this.cluster.view().nodes()) {
			if (!node.id().equals(self)) {
				asked.put(node.id(),
						this.messenger.call(node.id(), Lane.BULK, ADDRESS, question, TIMEOUT).toCompletableFuture());
			}
		}
		Map<NodeId, NodeReport> reports = new TreeMap<>();
		reports.put(self, this.own.report(sections));
		await(asked.values().stream().toList());
		Set<NodeId> silent = new TreeSet<>();
		asked.forEach((node, reply) -> {
			NodeReport report = reportIn(node, reply);
			if (report != null) {
				reports.put(node, report);
			}
			else {
				silent.add(node);
			}
		});
		return new Answers(reports, silent);
	}

	/** What would move, as far as this node knows. */
	@Nullable PlanDescriptor ownPlan() {
		return this.own.plan();
	}

	private static void await(List<CompletableFuture<Reply>> replies) {
		try {
			CompletableFuture.allOf(replies.toArray(CompletableFuture<?>[]::new))
				.get(TIMEOUT.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (TimeoutException | ExecutionException ex) {
			logger.debug("Not all nodes have answered", ex);
		}
	}

	private @Nullable NodeReport reportIn(NodeId node, CompletableFuture<Reply> reply) {
		if (!reply.isDone() || reply.isCompletedExceptionally() || !(reply.join() instanceof Reply.Answered answered)) {
			return null;
		}
		try {
			return (this.codec.decode(answered.payload()) instanceof NodeReport report) ? report : null;
		}
		catch (Codec.NotEncodableException ex) {
			logger.debug("The answer of a node cannot be read, does it run another version? node={}", node, ex);
			return null;
		}
	}

	@Override
	public void close() {
		this.handler.close();
		this.thread.shutdownNow();
	}

	/**
	 * What the nodes said.
	 *
	 * @param reports what each node said that answered
	 * @param silent nodes that did not answer in time, or not so that it can be read
	 */
	record Answers(Map<NodeId, NodeReport> reports, Set<NodeId> silent) {

	}

}
