package io.distsys.hazelcast;

import java.time.Duration;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.internal.cluster.Joiner;
import com.hazelcast.internal.cluster.impl.DiscoveryJoiner;
import io.distsys.hazelcast.discovery.PolledDiscovery;
import io.distsys.hazelcast.guard.IncompatibleClusterException;
import io.distsys.hazelcast.guard.JoinRefusedException;
import io.distsys.hazelcast.guard.MemberGuard;
import io.distsys.hazelcast.guard.MemberSecurity;
import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a member that finds the other part of its cluster soon after a cut has healed,
 * that waits where it comes upon two parts just then, and whose connections are guarded.
 * <p>
 * A member that was started in another way works too. It asks one possible address after
 * the other, each of which may hold it up for as long as ten seconds, and its start fails
 * while two parts become one.
 *
 * @since 0.1
 */
public final class HazelcastMember {

	private static final Logger logger = LoggerFactory.getLogger(HazelcastMember.class);

	/** Parts become one within seconds, or the attempt is given up. */
	private static final Duration LOCKED_LIMIT = Duration.ofSeconds(30);

	private HazelcastMember() {
	}

	/**
	 * Start a member, and wait until it has found others or waited for them. While the
	 * cluster that it finds takes no new members, as it does for some seconds while two
	 * parts become one, it is started again, for up to half a minute.
	 * @param config the configuration
	 * @return the member, running
	 * @throws RuntimeException what Hazelcast throws if it cannot start
	 */
	public static HazelcastInstance start(Config config) {
		return start(config, MemberSecurity.none());
	}

	/**
	 * Start a member whose connections are guarded, as {@link #start(Config)} does.
	 * @param config the configuration
	 * @param security what connections must pass
	 * @return the member, running
	 * @throws JoinRefusedException if it has found others and none let it in
	 * @throws IncompatibleClusterException if the cluster that it has found does not take
	 * it
	 * @throws RuntimeException what Hazelcast throws if it cannot start
	 */
	public static HazelcastInstance start(Config config, MemberSecurity security) {
		MonotonicClock clock = MonotonicClock.system();
		long deadline = clock.nanos() + LOCKED_LIMIT.toNanos();
		PartWatch.replaceOwn(config);
		while (true) {
			MemberGuard guard = new MemberGuard(security, clock);
			try {
				return guard.start(() -> HazelcastInstanceFactory.newHazelcastInstance(config, config.getInstanceName(),
						new Context(guard)));
			}
			catch (IncompatibleClusterException ex) {
				if (!ex.isLocked() || deadline - clock.nanos() < 0) {
					throw ex;
				}
				logger.warn("The cluster takes no new members at the moment, trying again cluster={}",
						config.getClusterName());
			}
		}
	}

	/** Makes the parts of a member. */
	private static final class Context extends DefaultNodeContext {

		private final MemberGuard guard;

		private Context(MemberGuard guard) {
			this.guard = guard;
		}

		@Override
		public NodeExtension createNodeExtension(Node node) {
			return this.guard.extend(node, (ofHazelcast) -> new FramesInPlace(node, ofHazelcast));
		}

		@Override
		public @Nullable Joiner createJoiner(Node node) {
			Joiner joiner = super.createJoiner(node);
			if (joiner == null) {
				return null;
			}
			boolean polled = joiner.getClass() == DiscoveryJoiner.class
					&& PolledDiscovery.isConfiguredIn(node.getConfig());
			Joiner chosen = polled ? new PromptDiscoveryJoiner(node) : joiner;
			PartWatch.begin(node, chosen);
			return chosen;
		}

	}

}
