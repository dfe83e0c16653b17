package io.distsys.singleton;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Reply;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last runs of the scheduled methods of singletons, known on every node. A node that
 * has run one tells all others, at most once a {@linkplain #PAUSE second} what is new (at
 * once when it hands a singleton over), and tells a node that joins all it knows. The
 * node that a singleton is handed over to has heard of its runs before it begins. A node
 * that was cut off learns of a run when there is another.
 * <p>
 * Methods may be called from any thread and do not block.
 *
 * @since 0.1
 */
public final class ScheduledRuns implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ScheduledRuns.class);

	private static final String ADDRESS = "distsys.scheduled-runs";

	private static final Duration PAUSE = Duration.ofSeconds(1);

	/** A singleton does not wait longer for its next node to hear what has run. */
	private static final Duration HAND_OVER = Duration.ofSeconds(1);

	/** The node of what is no run, but the instant from which on runs are due. */
	private static final String NOBODY = "";

	private static final int MOST_IN_A_MESSAGE = 100;

	private final Messenger messenger;

	private final Cluster cluster;

	private final EventLoop loop;

	private final Map<Key, ScheduledRun> runs = new ConcurrentHashMap<>();

	/** Of methods that may not have run yet. */
	private final Map<Key, ScheduledRun> expected = new ConcurrentHashMap<>();

	private final Subscription handler;

	private final Subscription events;

	/** Only on the loop. */
	private final Map<Key, ScheduledRun> untold = new HashMap<>();

	private boolean pausing;

	/**
	 * Create it, and listen to the others from now on.
	 * @param messenger carries the news
	 * @param cluster says who is there
	 * @param loop the core's event loop
	 */
	public ScheduledRuns(Messenger messenger, Cluster cluster, EventLoop loop) {
		this.messenger = messenger;
		this.cluster = cluster;
		this.loop = loop;
		this.handler = messenger.handle(ADDRESS, loop, this::onMessage);
		this.events = cluster.subscribe(this::onEvent);
	}

	/**
	 * A method has run on this node.
	 * @param run the run
	 */
	public void add(ScheduledRun run) {
		keep(run);
		this.loop.execute(() -> {
			this.untold.merge(Key.of(run), run, (earlier, later) -> later.node().equals(NOBODY) ? earlier : later);
			tellSoon();
		});
	}

	/**
	 * The last run of a method.
	 * @param singleton name of the singleton
	 * @param task names the method within the singleton
	 * @return the run, or empty if this node has heard of none
	 */
	public Optional<ScheduledRun> last(String singleton, String task) {
		return Optional.ofNullable(this.runs.get(new Key(singleton, task)));
	}

	/**
	 * From an instant on runs of a method are due. The earliest one that any node has
	 * named counts.
	 * @param singleton name of the singleton
	 * @param task names the method within the singleton
	 * @param since the wall clock of this node
	 */
	public void expect(String singleton, String task, Instant since) {
		add(new ScheduledRun(singleton, task, since, Duration.ZERO, false, NOBODY));
	}

	/**
	 * From when on runs of a method are due.
	 * @param singleton name of the singleton
	 * @param task names the method within the singleton
	 * @return the instant, as the begin and the end of a run that nobody has done, or
	 * empty if this node has heard of none
	 */
	public Optional<ScheduledRun> expected(String singleton, String task) {
		return Optional.ofNullable(this.expected.get(new Key(singleton, task)));
	}

	private void keep(ScheduledRun run) {
		if (run.node().equals(NOBODY)) {
			this.expected.merge(Key.of(run), run,
					(known, heard) -> heard.startedAt().isBefore(known.startedAt()) ? heard : known);
			return;
		}
		this.runs.merge(Key.of(run), run,
				(known, heard) -> known.startedAt().isAfter(heard.startedAt()) ? known : heard);
	}

	/**
	 * Tell the node that a singleton is handed over to what is known of its methods.
	 * @param singleton name of the singleton, of which nothing runs here any more
	 * @param next the node
	 * @return completes when that node has heard it, or when that takes too long: then a
	 * run may be repeated
	 */
	public CompletionStage<Void> handOver(String singleton, NodeId next) {
		List<ScheduledRun> known = all().filter((run) -> run.singleton().equals(singleton)).toList();
		if (known.isEmpty()) {
			return CompletableFuture.completedFuture(null);
		}
		return this.messenger.call(next, Lane.CONTROL, ADDRESS, encode(known), HAND_OVER).thenAccept((reply) -> {
			if (!(reply instanceof Reply.Answered)) {
				logger.warn("The next node may not have heard of the last runs of a singleton, which may be repeated"
						+ " singleton={} next={} reply={}", singleton, next, reply);
			}
		});
	}

	private Stream<ScheduledRun> all() {
		return Stream.concat(this.expected.values().stream(), this.runs.values().stream());
	}

	/** Tell all nodes at once what has not been told yet. */
	public void tellNow() {
		this.loop.execute(this::tellAll);
	}

	private void tellSoon() {
		if (this.pausing || this.untold.isEmpty()) {
			return;
		}
		this.pausing = true;
		tellAll();
		this.loop.schedule(PAUSE, () -> {
			this.pausing = false;
			tellSoon();
		});
	}

	private void tellAll() {
		List<ScheduledRun> news = List.copyOf(this.untold.values());
		this.untold.clear();
		NodeId self = this.messenger.self();
		this.cluster.view()
			.nodes()
			.stream()
			.filter((node) -> !node.id().equals(self))
			.forEach((node) -> tell(node.id(), news));
	}

	private void onEvent(ClusterEvent event) {
		if (event instanceof ClusterEvent.NodeReady ready && !ready.node().id().equals(this.messenger.self())) {
			tell(ready.node().id(), all().toList());
		}
	}

	private void tell(NodeId node, List<ScheduledRun> news) {
		for (int from = 0; from < news.size(); from += MOST_IN_A_MESSAGE) {
			List<ScheduledRun> part = news.subList(from, Math.min(news.size(), from + MOST_IN_A_MESSAGE));
			this.messenger.cast(node, Lane.BULK, ADDRESS, encode(part));
		}
	}

	private void onMessage(MessageHandler.Message message, MessageHandler.Replier replier) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message.payload()))) {
			for (int left = in.readInt(); left > 0; left--) {
				keep(new ScheduledRun(in.readUTF(), in.readUTF(), Instant.ofEpochMilli(in.readLong()),
						Duration.ofMillis(in.readLong()), in.readBoolean(), in.readUTF()));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		replier.reply(new Reply.Answered(new byte[0]));
	}

	private static byte[] encode(Collection<ScheduledRun> news) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeInt(news.size());
			for (ScheduledRun run : news) {
				out.writeUTF(run.singleton());
				out.writeUTF(run.task());
				out.writeLong(run.startedAt().toEpochMilli());
				out.writeLong(run.took().toMillis());
				out.writeBoolean(run.failed());
				out.writeUTF(run.node());
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	/** Tell and hear nothing more. */
	@Override
	public void close() {
		this.events.close();
		this.handler.close();
	}

	private record Key(String singleton, String task) {

		static Key of(ScheduledRun run) {
			return new Key(run.singleton(), run.task());
		}

	}

}
