package io.distsys.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.cloud.client.ServiceInstance;

/**
 * The instances of services that the nodes of the cluster have registered, in the memory
 * of each node.
 * <p>
 * Each node tells all it has registered to every other one when that changes, and to each
 * newcomer, until it is answered with what the other has, or the other is gone. What a
 * node has registered is shown while the {@link Cluster#view() view} has that node as
 * {@link Node.State#UP}: so it disappears when the node begins to drain, and when it is
 * lost.
 * <p>
 * Look-ups are reads of memory, from any thread. Nothing here blocks.
 *
 * @since 0.1
 */
public final class ServiceCatalogue implements AutoCloseable {

	/** Where other nodes are told. */
	static final String ADDRESS = "cloud/services";

	private static final Logger logger = LoggerFactory.getLogger(ServiceCatalogue.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private static final Duration PAUSE = Duration.ofMillis(200);

	private final Cluster cluster;

	private final Messenger messenger;

	private final EventLoop loop;

	private final Executor listening;

	private final Map<NodeId, Announcement> ofOthers = new ConcurrentHashMap<>();

	/** The revision that each node is being told; only on the loop. */
	private final Map<NodeId, Long> underway = new ConcurrentHashMap<>();

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private final AtomicBoolean telling = new AtomicBoolean();

	private final Subscription handling;

	private final Subscription membership;

	private volatile Announcement own = new Announcement(0, List.of());

	private volatile boolean closed;

	/**
	 * Start telling and listening.
	 * @param cluster whose instances are shown
	 * @param messenger carries the announcements
	 * @param loop runs the catalogue
	 * @param listening runs the listeners
	 */
	public ServiceCatalogue(Cluster cluster, Messenger messenger, EventLoop loop, Executor listening) {
		this.cluster = cluster;
		this.messenger = messenger;
		this.loop = loop;
		this.listening = listening;
		this.handling = messenger.handle(ADDRESS, loop, this::onAnnouncement);
		this.membership = cluster.subscribe((event) -> loop.execute(() -> onMembership(event)));
		loop.execute(this::announceToAll);
	}

	/**
	 * Replace what this node has registered, and say so to all.
	 * @param instances the instances; must not change afterwards
	 * @throws IllegalArgumentException if one of them cannot be told, because a text of
	 * it has more than 65,535 bytes
	 */
	public void register(Collection<? extends ServiceInstance> instances) {
		try {
			new Announcement(0, List.copyOf(instances)).encode();
		}
		catch (UncheckedIOException ex) {
			throw new IllegalArgumentException("Other nodes cannot be told of the instances " + instances, ex);
		}
		this.loop.execute(() -> {
			this.own = new Announcement(this.own.revision() + 1, List.copyOf(instances));
			announceToAll();
			changed();
		});
	}

	/**
	 * The instances of a service.
	 * @param serviceId its name, in whatever case
	 * @return those on nodes that take work, this one included, in the order of the view
	 */
	public List<ServiceInstance> instances(String serviceId) {
		return shown().filter((instance) -> instance.getServiceId().equalsIgnoreCase(serviceId)).toList();
	}

	/**
	 * The services that have an instance.
	 * @return their names, sorted
	 */
	public List<String> services() {
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		shown().forEach((instance) -> names.add(instance.getServiceId()));
		return List.copyOf(names);
	}

	private Stream<ServiceInstance> shown() {
		return this.cluster.view()
			.nodes()
			.stream()
			.filter((node) -> node.state() == Node.State.UP)
			.flatMap((node) -> of(node.id()).stream());
	}

	private List<ServiceInstance> of(NodeId node) {
		if (node.equals(this.messenger.self())) {
			return this.own.instances();
		}
		Announcement announcement = this.ofOthers.get(node);
		return (announcement != null) ? announcement.instances() : List.of();
	}

	/**
	 * Be told that other instances may be shown from now on. Changes that come close
	 * together are told once.
	 * @param listener is called on the executor for listeners; it may block
	 * @return ends the subscription when closed
	 */
	public Subscription subscribe(Runnable listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	private void changed() {
		if (!this.closed && this.telling.compareAndSet(false, true)) {
			this.listening.execute(() -> {
				this.telling.set(false);
				this.listeners.forEach(ServiceCatalogue::tell);
			});
		}
	}

	private static void tell(Runnable listener) {
		try {
			listener.run();
		}
		catch (RuntimeException ex) {
			logger.error("A listener of the service catalogue failed", ex);
		}
	}

	private void onMembership(ClusterEvent event) {
		NodeId id = event.node().id();
		if (event instanceof ClusterEvent.NodeJoined) {
			// Not before: what a node told may overtake the news that it has joined.
			this.ofOthers.keySet().removeIf((known) -> !this.cluster.view().contains(known));
			announceTo(id);
		}
		else if (event instanceof ClusterEvent.NodeLeft || event instanceof ClusterEvent.NodeLost) {
			this.ofOthers.remove(id);
		}
		changed();
	}

	private void announceToAll() {
		new ArrayList<>(this.cluster.view().nodes()).forEach((node) -> announceTo(node.id()));
	}

	private void announceTo(NodeId other) {
		Announcement told = this.own;
		boolean known = this.cluster.view().contains(other) && !other.equals(this.messenger.self());
		if (this.closed || !known || Long.valueOf(told.revision()).equals(this.underway.put(other, told.revision()))) {
			return;
		}
		this.messenger.call(other, Lane.CONTROL, ADDRESS, told.encode(), TIMEOUT)
			.thenAccept((reply) -> this.loop.execute(() -> onReply(other, told, reply)));
	}

	private void onReply(NodeId other, Announcement told, Reply reply) {
		boolean without = reply instanceof Reply.Refused refused && refused.refusal() == Refusal.NO_SUCH_ADDRESS;
		if (reply instanceof Reply.Answered answered) {
			this.underway.remove(other, told.revision());
			keep(other, answered.payload());
		}
		else if (without) {
			this.underway.remove(other, told.revision());
			logger.debug("A node keeps no services, it will say so when it does node={}", other);
		}
		else {
			this.loop.schedule(PAUSE, () -> announceAgain(other, told));
		}
	}

	/** Unless something newer is on its way. */
	private void announceAgain(NodeId other, Announcement told) {
		if (this.underway.remove(other, told.revision())) {
			announceTo(other);
		}
	}

	private void onAnnouncement(MessageHandler.Message message, MessageHandler.Replier replier) {
		keep(message.sender(), message.payload());
		replier.reply(new Reply.Answered(this.own.encode()));
	}

	private void keep(NodeId sender, byte[] payload) {
		try {
			Announcement announcement = Announcement.decode(payload);
			Announcement known = this.ofOthers.get(sender);
			if (known == null || known.revision() < announcement.revision()) {
				this.ofOthers.put(sender, announcement);
				changed();
			}
		}
		catch (IOException ex) {
			logger.warn("The services of another node cannot be read node={}", sender, ex);
		}
	}

	/** Stop telling and listening. */
	@Override
	public void close() {
		this.closed = true;
		this.membership.close();
		this.handling.close();
	}

}
