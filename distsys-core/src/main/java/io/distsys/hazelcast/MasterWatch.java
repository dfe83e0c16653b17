package io.distsys.hazelcast;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.spi.impl.executionservice.ExecutionService;
import com.hazelcast.spi.properties.ClusterProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees a member that waits for a master that has dropped it.
 * <p>
 * A member that suspects all who are before it in its list takes over as master, and can
 * then find and join the others. Hazelcast looks whether it is so only when one more is
 * suspected. If the last of them leaves the list instead, as one does by an older list of
 * the master's that comes late, nothing happens any more: the member sends no heartbeat
 * to whom it suspects, so the master never says again that it is none of its members; it
 * suspects nobody twice; and only a master looks for others.
 * <p>
 * So when nobody before this member was heard for longer than Hazelcast's own failure
 * detection waits, they are suspected once more. In a cluster in which the detection
 * works that is never so: who is silent for that long is removed before, or somebody else
 * is the master and heard.
 */
final class MasterWatch {

	/** How often to look. */
	static final Duration PERIOD = Duration.ofSeconds(1);

	private static final Logger logger = LoggerFactory.getLogger(MasterWatch.class);

	/** So many looks later than Hazelcast, which has then done what it does. */
	private static final int GRACE = 2;

	private final Node node;

	private final ClusterServiceImpl cluster;

	private final Duration limit;

	private final Silence silence;

	MasterWatch(Node node) {
		this.node = node;
		this.cluster = node.getClusterService();
		this.limit = Duration.ofMillis(node.getProperties().getMillis(ClusterProperty.MAX_NO_HEARTBEAT_SECONDS));
		this.silence = new Silence(this.limit.dividedBy(PERIOD) + GRACE);
	}

	/** Look once. Called once per {@link #PERIOD}, on one thread; does not block. */
	void look() {
		Map<UUID, Long> heard = heardBeforeThis();
		if (this.silence.lasts(heard)) {
			this.node.getNodeEngine()
				.getExecutionService()
				.execute(ExecutionService.SYSTEM_EXECUTOR, () -> suspect(heard));
		}
	}

	/** When each member before this one was heard last; none if this is the master. */
	private Map<UUID, Long> heardBeforeThis() {
		Map<UUID, Long> heard = new LinkedHashMap<>();
		if (!this.cluster.isJoined() || this.cluster.isMaster() || !this.cluster.getClusterState().isJoinAllowed()) {
			return heard;
		}
		for (MemberImpl member : this.cluster.getMemberImpls()) {
			if (member.localMember()) {
				break;
			}
			heard.put(member.getUuid(), this.cluster.getClusterHeartbeatManager().getLastHeartbeatTime(member));
		}
		return heard;
	}

	private void suspect(Map<UUID, Long> silent) {
		if (!silent.equals(heardBeforeThis())) {
			return;
		}
		logger.warn(
				"This node waits for a master that does not count it as a member, so it takes over what it sees "
						+ "and joins the others again master={} silent-for-more-than={}s nodes={}",
				this.cluster.getMasterAddress(), this.limit.toSeconds(), this.cluster.getSize());
		for (UUID uuid : silent.keySet()) {
			Member member = this.cluster.getMember(uuid);
			if (member != null) {
				this.cluster.suspectMember(member, "silent, but not given up", true);
			}
		}
	}

}
