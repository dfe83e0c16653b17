package io.distsys.hazelcast.guard;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceImpl;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.internal.nio.Packet;
import io.distsys.time.MonotonicClock;

/**
 * What guards one member, from before it listens until it is shut down.
 *
 * @since 0.1
 */
public final class MemberGuard {

	private final MemberSecurity security;

	private final Doorkeeper door;

	/**
	 * Create a guard.
	 * @param security what connections must pass
	 * @param clock measures handshakes
	 */
	public MemberGuard(MemberSecurity security, MonotonicClock clock) {
		this.security = security;
		this.door = new Doorkeeper(security, clock);
	}

	/**
	 * Make the extension of the member's node that hangs the guard into its channels.
	 * @param node the node
	 * @param reading puts something before what Hazelcast does with the packets of a
	 * connection between members; behind the guard
	 * @return the extension
	 */
	public NodeExtension extend(Node node, UnaryOperator<Consumer<Packet>> reading) {
		return new GuardedNodeExtension(node, this.security, this.door, reading);
	}

	/**
	 * Start the member. Blocks until it has joined a cluster or made one.
	 * @param starter starts a member whose node has the extension of this guard
	 * @return the member
	 * @throws JoinRefusedException if it has found others and is alone because none let
	 * it in; it is shut down then
	 * @throws IncompatibleClusterException if the cluster that it has found does not take
	 * it
	 * @throws IllegalStateException if this Hazelcast does not let its connections be
	 * guarded; it is shut down then
	 */
	public HazelcastInstance start(Supplier<HazelcastInstance> starter) {
		boolean started = false;
		try {
			HazelcastInstance instance = starter.get();
			requireGuarded(instance, this.security);
			requireLetIn(instance, this.door);
			started = true;
			return instance;
		}
		catch (IllegalStateException ex) {
			String reason = this.door.notTaken();
			if (reason != null) {
				throw new IncompatibleClusterException(reason, ex);
			}
			throw ex;
		}
		finally {
			if (!started) {
				this.door.close();
			}
		}
	}

	private static void requireGuarded(HazelcastInstance instance, MemberSecurity security) {
		if (security.isSet() && !isGuarded(instance)) {
			instance.getLifecycleService().terminate();
			throw new IllegalStateException("This version of Hazelcast does not let its connections be guarded: "
					+ "remove distsys.security.secret and distsys.security.ssl.bundle only if the network is trusted");
		}
	}

	private static void requireLetIn(HazelcastInstance instance, Doorkeeper door) {
		Map<String, Refusal> refusals = new TreeMap<>();
		Map<String, String> details = new TreeMap<>();
		door.refusedBy().forEach((address, cause) -> {
			if (cause.refusal().isFinal()) {
				refusals.put(address.getHost() + ":" + address.getPort(), cause.refusal());
				details.put(address.getHost() + ":" + address.getPort(), String.valueOf(cause.getMessage()));
			}
		});
		if (!refusals.isEmpty() && instance.getCluster().getMembers().size() == 1) {
			instance.getLifecycleService().terminate();
			throw new JoinRefusedException(refusals, details);
		}
	}

	/**
	 * Whether the connections of a member are guarded.
	 * @param instance the running member
	 * @return whether it was started here, and each connection has something to pass
	 */
	public static boolean isGuarded(HazelcastInstance instance) {
		return extension(instance).filter(GuardedNodeExtension::isGuarding).isPresent();
	}

	/**
	 * What has come to the port of a member.
	 * @param instance the running member
	 * @return the numbers, or nothing if it was not started here
	 */
	public static Optional<HandshakeStatistics> statistics(HazelcastInstance instance) {
		return extension(instance).map((extension) -> extension.door().statistics());
	}

	private static Optional<GuardedNodeExtension> extension(HazelcastInstance instance) {
		HazelcastInstance original = (instance instanceof HazelcastInstanceProxy proxy) ? proxy.getOriginal()
				: instance;
		return (original instanceof HazelcastInstanceImpl member
				&& member.node.getNodeExtension() instanceof GuardedNodeExtension guarded) ? Optional.of(guarded)
						: Optional.empty();
	}

}
