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
import java.util.concurrent.ConcurrentHashMap;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Messenger;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;

/**
 * The last runs of the scheduled methods of singletons, known on every node. A node that
 * has run one tells all others, at most once a {@linkplain #PAUSE second} what is new (at
 * once when it hands a singleton over), and tells a node that joins all it knows. Nothing
 * is told twice: a node that was cut off learns of a run when there is another.
 * <p>
 * Methods may be called from any thread and do not block.
 *
 * @since 0.1
 */
public final class ScheduledRuns implements AutoCloseable {

	private static final String ADDRESS = "distsys.scheduled-runs";

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private static final int MOST_IN_A_MESSAGE = 100;

	private final Messenger messenger;

	private final Cluster cluster;

	private final EventLoop loop;

	private final Map<Key, ScheduledRun> runs = new ConcurrentHashMap<>();

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
			this.untold.put(Key.of(run), run);
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

	private void keep(ScheduledRun run) {
		this.runs.merge(Key.of(run), run,
				(known, heard) -> known.startedAt().isAfter(heard.startedAt()) ? known : heard);
	}

	/**
	 * Tell at once what has not been told yet: a singleton goes to a node that must know
	 * what has run here.
	 */
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
			tell(ready.node().id(), List.copyOf(this.runs.values()));
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
