package io.distsys.rpc;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.messaging.Codec;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.Messenger;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;

/**
 * Remote services over the messenger. A call of this node itself takes the same way as
 * any other: it is encoded and decoded.
 *
 * @since 0.1
 */
public final class ClusterServices implements RemoteServices {

	private final EventLoop loop;

	private final CallSeams seams;

	private final ServiceSettings settings;

	private final InvocationRunner runner;

	private final Set<Class<?>> exported = ConcurrentHashMap.newKeySet();

	private final Map<Class<?>, ServiceCounters> counters = new ConcurrentHashMap<>();

	/** Whose turn it is among the nodes of a role. */
	private final AtomicInteger turn = new AtomicInteger();

	/**
	 * Create it.
	 * @param messenger carries the calls
	 * @param cluster has the nodes
	 * @param keyOwners knows who has the data of a key
	 * @param codec encodes arguments and results
	 * @param loop the core's event loop; its clock measures timeouts
	 * @param userExecutor runs services, and completes asynchronous calls
	 * @param mustNotBlock whether the calling thread is one that must not be blocked; the
	 * loop's own never may
	 * @param policy says how often a call is tried, and whether at all
	 * @param observer sees the calls
	 * @param settings the times and bounds
	 */
	public ClusterServices(Messenger messenger, Cluster cluster, KeyOwners keyOwners, Codec codec, EventLoop loop,
			Executor userExecutor, BooleanSupplier mustNotBlock, CallPolicy policy, MessageObserver observer,
			ServiceSettings settings) {
		this.loop = loop;
		this.seams = new CallSeams(messenger, cluster, keyOwners, codec, loop.clock(), userExecutor,
				loop.mustNotBlock(mustNotBlock), policy, observer);
		this.settings = settings;
		this.runner = new InvocationRunner(codec);
	}

	@Override
	public <T> Subscription export(Class<T> type, T service) {
		ServiceContracts.of(type);
		ServiceCounters counted = this.counters.computeIfAbsent(type, ServiceCounters::new);
		CallSlots slots = new CallSlots(type.getName(), this.loop, this.seams.userExecutor(), this.settings, counted);
		ExportedService own = new ExportedService(type, service, this.runner, slots, counted, this.seams.observer());
		if (!this.exported.add(type)) {
			throw new IllegalStateException("This node has a service " + type.getName() + " already");
		}
		Subscription handling;
		try {
			handling = this.seams.messenger().handle(ServiceMethod.address(type), slots, own);
		}
		catch (RuntimeException ex) {
			this.exported.remove(type);
			throw ex;
		}
		return Subscription.once(() -> {
			handling.close();
			this.exported.remove(type);
		});
	}

	@Override
	public <T> ServiceTargets<T> of(Class<T> type) {
		return new Targets<>(ServiceContracts.of(type), this.settings.callTimeout());
	}

	@Override
	public List<ServiceStatistics> statistics() {
		return this.counters.values()
			.stream()
			.map(ServiceCounters::statistics)
			.sorted(Comparator.comparing(ServiceStatistics::service))
			.toList();
	}

	private final class Targets<T> implements ServiceTargets<T> {

		private final CallContract<T> contract;

		private final Duration timeout;

		private Targets(CallContract<T> contract, Duration timeout) {
			this.contract = contract;
			this.timeout = timeout;
		}

		@Override
		public ServiceTargets<T> within(Duration other) {
			if (other.isNegative() || other.isZero()) {
				throw new IllegalArgumentException("The timeout of a call must be positive, not " + other);
			}
			return new Targets<>(this.contract, other);
		}

		@Override
		public ServiceCalls<T> onNode(NodeId node) {
			return on(NodeChoice.node(ClusterServices.this.seams.cluster(), node));
		}

		@Override
		public ServiceCalls<T> onRole(String role) {
			return on(NodeChoice.role(ClusterServices.this.seams.cluster(), role, ClusterServices.this.turn));
		}

		@Override
		public ServiceCalls<T> onOwnerOf(Object key) {
			return on(NodeChoice.ownerOf(ClusterServices.this.seams.keyOwners(), key));
		}

		private ServiceCalls<T> on(NodeChoice choice) {
			return new ChosenCalls<>(ClusterServices.this.seams, this.contract, choice, this.timeout);
		}

		@Override
		public ServiceMulticalls<T> onAll() {
			return onThose((node) -> true);
		}

		@Override
		public ServiceMulticalls<T> onAll(String role) {
			return onThose((node) -> node.roles().contains(role));
		}

		private ServiceMulticalls<T> onThose(Predicate<Node> which) {
			Cluster cluster = ClusterServices.this.seams.cluster();
			return new Multicalls<>(ClusterServices.this.seams, this.contract,
					() -> cluster.view().nodes().stream().filter(which).map(Node::id).toList(), this.timeout);
		}

		@Override
		public ServiceMulticalls<T> onNodes(Collection<NodeId> nodes) {
			List<NodeId> distinct = nodes.stream().distinct().toList();
			return new Multicalls<>(ClusterServices.this.seams, this.contract, () -> distinct, this.timeout);
		}

	}

}
