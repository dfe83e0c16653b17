package io.distsys.cloud;

import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.time.Subscription;
import io.distsys.tracker.Tracked;
import io.distsys.tracker.TrackedChange;
import io.distsys.tracker.Tracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.cloud.client.ServiceInstance;

/**
 * The instances of services that the nodes of the cluster have registered, in the memory
 * of each node: entries of a {@link Tracker}, one an instance, found by the name of the
 * service.
 * <p>
 * What a node has registered is shown while the {@link Cluster#view() view} has that node
 * as {@link Node.State#UP}: so it disappears when the node begins to drain, and when it
 * is lost.
 * <p>
 * Look-ups are reads of memory, from any thread. Nothing here blocks.
 *
 * @since 0.1
 */
public final class ServiceCatalogue implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ServiceCatalogue.class);

	private final Cluster cluster;

	private final Tracker tracker;

	private final Executor listening;

	/** What this node has registered, and the numbers of the entries. */
	private final Map<ServiceInstance, Long> own = new LinkedHashMap<>();

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private final AtomicBoolean telling = new AtomicBoolean();

	private final Subscription entries;

	private final Subscription membership;

	private volatile boolean closed;

	/**
	 * Start listening.
	 * @param cluster whose instances are shown
	 * @param tracker tells the other nodes, and has no entries but these
	 * @param listening runs the listeners
	 */
	public ServiceCatalogue(Cluster cluster, Tracker tracker, Executor listening) {
		this.cluster = cluster;
		this.tracker = tracker;
		this.listening = listening;
		this.entries = tracker.subscribe(this::onChanges, listening);
		this.membership = cluster.subscribe((event) -> changed());
	}

	/**
	 * Replace what this node has registered, and say so to all.
	 * @param instances the instances
	 * @throws IllegalArgumentException if one of them cannot be told, because it is too
	 * long
	 * @throws IllegalStateException if this node leaves, and there is a new one
	 */
	public synchronized void register(Collection<? extends ServiceInstance> instances) {
		try {
			replaceWith(instances);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("Other nodes cannot be told of the instances " + instances, ex);
		}
	}

	private void replaceWith(Collection<? extends ServiceInstance> instances) {
		Map<ServiceInstance, byte[]> wanted = new LinkedHashMap<>();
		for (ServiceInstance instance : instances) {
			byte[] value = InstanceCodec.encode(instance);
			wanted.put(InstanceCodec.decode(value), value);
		}
		wanted.forEach((instance, value) -> this.own.computeIfAbsent(instance,
				(fresh) -> this.tracker.add(fresh.getServiceId(), value).id()));
		List<ServiceInstance> gone = this.own.keySet().stream().filter((known) -> !wanted.containsKey(known)).toList();
		gone.forEach((instance) -> this.tracker.remove(this.own.remove(instance)));
	}

	/**
	 * The instances of a service.
	 * @param serviceId its name, in whatever case
	 * @return those on nodes that take work, this one included, in the order of the view
	 */
	public List<ServiceInstance> instances(String serviceId) {
		List<String> names = this.tracker.keys().stream().filter(serviceId::equalsIgnoreCase).toList();
		return working().flatMap((node) -> names.stream().flatMap((name) -> entries(name, node)))
			.flatMap((entry) -> read(entry).stream())
			.toList();
	}

	/**
	 * The services that have an instance.
	 * @return their names, sorted
	 */
	public List<String> services() {
		Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		working().forEach((node) -> this.tracker.keys()
			.stream()
			.filter((name) -> entries(name, node).findAny().isPresent())
			.forEach(names::add));
		return List.copyOf(names);
	}

	private Stream<Node> working() {
		return this.cluster.view().nodes().stream().filter((node) -> node.state() == Node.State.UP);
	}

	private Stream<Tracked> entries(String service, Node node) {
		return this.tracker.find(service, node.id()).stream();
	}

	private static Optional<ServiceInstance> read(Tracked entry) {
		try {
			return Optional.of(InstanceCodec.decode(entry.value()));
		}
		catch (UncheckedIOException ex) {
			logger.debug("An instance cannot be read entry={}", entry, ex);
			return Optional.empty();
		}
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

	private void onChanges(List<TrackedChange> changes) {
		for (TrackedChange change : changes) {
			Tracked entry = change.after();
			if (entry != null && read(entry).isEmpty()) {
				logger.warn("An instance that another node has registered cannot be read entry={}", entry);
			}
		}
		changed();
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

	/** Stop listening. What this node has registered goes with its tracker. */
	@Override
	public void close() {
		this.closed = true;
		this.membership.close();
		this.entries.close();
	}

}
