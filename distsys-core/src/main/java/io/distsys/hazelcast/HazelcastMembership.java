package io.distsys.hazelcast;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the view of this node from the members of the Hazelcast cluster. Every event of
 * Hazelcast only asks for a comparison of its member list with the view, made on a loop
 * of ours: so an event that comes twice, in another order or (during the merge after a
 * split) not at all does no harm, and a member that has a new UUID after a merge stays
 * the node that it was. When this member is shut down the view stays as it is.
 * <p>
 * It also frees a member that waits for a master that has dropped it, which Hazelcast
 * alone would do for ever, or that was locked by one that has gone.
 *
 * @since 0.1
 */
public final class HazelcastMembership implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(HazelcastMembership.class);

	private static final Duration COMPARISON_PERIOD = Duration.ofSeconds(5);

	private final HazelcastInstance instance;

	private final ClusterMembership membership;

	private final EventLoop loop;

	private final UUID membershipListener;

	private final UUID lifecycleListener;

	private final Subscription comparisons;

	private final MasterWatch masterWatch;

	private final StateLockWatch stateLockWatch;

	private final Subscription looks;

	private volatile boolean closed;

	/**
	 * Start feeding.
	 * @param instance the running member
	 * @param membership is fed; its self must be {@link #self(HazelcastInstance)}
	 * @param loop compares; must not be blocked by others
	 */
	public HazelcastMembership(HazelcastInstance instance, ClusterMembership membership, EventLoop loop) {
		this.instance = instance;
		this.membership = membership;
		this.loop = loop;
		this.membershipListener = instance.getCluster().addMembershipListener(new Listener());
		this.lifecycleListener = instance.getLifecycleService().addLifecycleListener((event) -> compareSoon());
		this.comparisons = loop.repeat(COMPARISON_PERIOD, this::compare);
		this.masterWatch = new MasterWatch(MemberInternals.nodeOf(instance));
		this.stateLockWatch = new StateLockWatch(MemberInternals.nodeOf(instance));
		this.looks = loop.repeat(MasterWatch.PERIOD, this::lookForWhatIsStuck);
		compareSoon();
	}

	/**
	 * This member as a node.
	 * @param instance the running member
	 * @return the node, {@link Node.State#JOINING}
	 * @throws IllegalArgumentException if it was not configured by
	 * {@link HazelcastConfigurer}
	 */
	public static Node self(HazelcastInstance instance) {
		return NodeAttributes.read(instance.getCluster().getLocalMember())
			.orElseThrow(() -> new IllegalArgumentException("The Hazelcast instance '" + instance.getName()
					+ "' carries no distsys node id: complete its Config with HazelcastConfigurer"));
	}

	private void compareSoon() {
		this.loop.execute(this::compare);
	}

	private void compare() {
		if (this.closed || !this.instance.getLifecycleService().isRunning()) {
			return;
		}
		try {
			compareWith(this.instance.getCluster());
		}
		catch (HazelcastInstanceNotActiveException ex) {
			logger.debug("Hazelcast is shut down, the view stays as it is");
		}
	}

	private void lookForWhatIsStuck() {
		if (this.closed || !this.instance.getLifecycleService().isRunning()) {
			return;
		}
		try {
			this.masterWatch.look();
			this.stateLockWatch.look();
		}
		catch (HazelcastInstanceNotActiveException | RejectedExecutionException ex) {
			logger.debug("Hazelcast is shut down, its master is not looked at");
		}
	}

	private void compareWith(Cluster cluster) {
		List<Node> members = cluster.getMembers().stream().map(NodeAttributes::read).flatMap(Optional::stream).toList();
		Set<NodeId> present = new HashSet<>();
		members.forEach((node) -> present.add(node.id()));
		for (Node node : this.membership.view().nodes()) {
			if (!present.contains(node.id())) {
				this.membership.vanished(node.id(), "no longer a member of the Hazelcast cluster");
			}
		}
		members.forEach(this.membership::appeared);
	}

	/**
	 * Stop feeding; the view stays as it is.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.comparisons.close();
		this.looks.close();
		if (this.instance.getLifecycleService().isRunning()) {
			this.instance.getCluster().removeMembershipListener(this.membershipListener);
			this.instance.getLifecycleService().removeLifecycleListener(this.lifecycleListener);
		}
	}

	private final class Listener implements MembershipListener {

		@Override
		public void memberAdded(MembershipEvent event) {
			compareSoon();
		}

		@Override
		public void memberRemoved(MembershipEvent event) {
			compareSoon();
		}

	}

}
