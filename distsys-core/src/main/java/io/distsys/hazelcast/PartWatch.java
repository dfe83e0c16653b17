package io.distsys.hazelcast;

import java.lang.reflect.Method;
import java.util.concurrent.TimeUnit;

import com.hazelcast.config.Config;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.Joiner;
import com.hazelcast.internal.cluster.impl.ClusterJoinManager;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.internal.cluster.impl.TcpIpJoiner;
import com.hazelcast.spi.properties.ClusterProperty;
import com.hazelcast.spi.properties.HazelcastProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for another part of the cluster now and then, in the place of Hazelcast's own
 * watch and under the same conditions: on the master of a part that others may join.
 */
final class PartWatch implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(PartWatch.class);

	private static final String EXECUTOR = "distsys-part-watch";

	private static final String HAZELCASTS_FIRST = ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS.getName();

	/** So that a member's own watch does not begin: 68 years. */
	private static final String NEVER = Integer.toString(Integer.MAX_VALUE);

	private static final HazelcastProperty FIRST = new HazelcastProperty("distsys.merge.first.run.delay.seconds",
			Integer.valueOf(ClusterProperty.MERGE_FIRST_RUN_DELAY_SECONDS.getDefaultValue()), TimeUnit.SECONDS);

	private final Node node;

	private final Runnable search;

	private final Method joinInProgress;

	private PartWatch(Node node, Runnable search) {
		this.node = node;
		this.search = search;
		this.joinInProgress = MemberInternals.method("does not tell whether others join", ClusterJoinManager.class,
				"isJoinInProgress");
	}

	/** Let Hazelcast's own watch of a member that is not started yet be replaced. */
	static void replaceOwn(Config config) {
		if (config.getProperty(FIRST.getName()) == null) {
			String first = config.getProperty(HAZELCASTS_FIRST);
			config.setProperty(FIRST.getName(), (first != null) ? first : FIRST.getDefaultValue());
			config.setProperty(HAZELCASTS_FIRST, NEVER);
		}
	}

	/** Begin. It ends with the member. */
	static void begin(Node node, Joiner joiner) {
		Runnable search = (joiner.getClass() == TcpIpJoiner.class) ? new ListedParts(node, (TcpIpJoiner) joiner)::look
				: joiner::searchForOtherClusters;
		node.getNodeEngine()
			.getExecutionService()
			.scheduleWithRepetition(EXECUTOR, new PartWatch(node, search), node.getProperties().getMillis(FIRST),
					node.getProperties().getMillis(ClusterProperty.MERGE_NEXT_RUN_DELAY_SECONDS),
					TimeUnit.MILLISECONDS);
	}

	@Override
	public void run() {
		try {
			if (mayLook()) {
				this.search.run();
			}
		}
		catch (RuntimeException | ReflectiveOperationException ex) {
			logger.warn("The search for another part of the cluster failed, it is repeated", ex);
		}
	}

	private boolean mayLook() throws ReflectiveOperationException {
		ClusterServiceImpl cluster = this.node.getClusterService();
		return cluster.isJoined() && cluster.isMaster() && this.node.isRunning()
				&& !((boolean) this.joinInProgress.invoke(cluster.getClusterJoinManager()))
				&& cluster.getClusterState().isJoinAllowed();
	}

}
