package io.distsys.hazelcast;

import java.lang.reflect.Method;
import java.util.UUID;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.ClusterState;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.internal.cluster.impl.ClusterStateManager;
import com.hazelcast.internal.util.LockGuard;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a member that was locked by one that is not there any more.
 * <p>
 * Before one part of a cluster joins another its master locks the state of all members of
 * its part, for a minute at the most. Who stood still then hears of it when it goes on:
 * the master has given up waiting and has gone to the other part by then, and the member
 * stays locked. It neither joins nor lets anybody join until the minute is over.
 * <p>
 * So a lock whose owner is not a member is taken back. The owner cannot use it any more:
 * what it sends is not taken from somebody who is not a member.
 */
final class StateLockWatch {

	private static final Logger logger = LoggerFactory.getLogger(StateLockWatch.class);

	/** So many looks in a row: Hazelcast itself takes some locks back when one goes. */
	private static final int LOOKS = 2;

	private final ClusterServiceImpl cluster;

	private final ClusterStateManager states;

	private final Method stateLock;

	private @Nullable UUID suspected;

	private int looks;

	StateLockWatch(Node node) {
		this.cluster = node.getClusterService();
		this.states = this.cluster.getClusterStateManager();
		this.stateLock = MemberInternals.method("does not tell who has locked its state", ClusterStateManager.class,
				"getStateLock");
	}

	/** Look once; on one thread, every second. Does not block. */
	void look() {
		UUID orphaned = orphanedLock();
		this.looks = (orphaned != null && orphaned.equals(this.suspected)) ? this.looks + 1 : 0;
		this.suspected = orphaned;
		if (orphaned != null && this.looks >= LOOKS) {
			logger.warn("This node was locked by one that is not a member any more, it is opened state={}",
					this.states.stateToString());
			this.states.rollbackClusterState(orphaned);
		}
	}

	private @Nullable UUID orphanedLock() {
		if (this.cluster.getClusterState() != ClusterState.IN_TRANSITION) {
			return null;
		}
		LockGuard lock = lock();
		Address owner = lock.getLockOwner();
		return (owner != null && this.cluster.getMember(owner) == null) ? lock.getLockOwnerId() : null;
	}

	private LockGuard lock() {
		try {
			return (LockGuard) this.stateLock.invoke(this.states);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("Hazelcast does not tell who has locked its state", ex);
		}
	}

}
