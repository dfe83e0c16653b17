package io.distsys.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.Joiner;
import com.hazelcast.internal.cluster.impl.TcpIpJoiner;

/**
 * Starts a member that finds the other part of its cluster soon after a cut has healed.
 * <p>
 * A member that was started in another way works too. It asks one possible address after
 * the other, each of which may hold it up for as long as ten seconds.
 *
 * @since 0.1
 */
public final class HazelcastMember {

	private HazelcastMember() {
	}

	/**
	 * Start a member, and wait until it has found others or waited for them.
	 * @param config the configuration
	 * @return the member, running
	 * @throws RuntimeException what Hazelcast throws if it cannot start
	 */
	public static HazelcastInstance start(Config config) {
		return HazelcastInstanceFactory.newHazelcastInstance(config, config.getInstanceName(), new Context());
	}

	/** Makes the parts of a member. */
	private static final class Context extends DefaultNodeContext {

		@Override
		public Joiner createJoiner(Node node) {
			Joiner joiner = super.createJoiner(node);
			return (joiner != null && joiner.getClass() == TcpIpJoiner.class) ? new PromptJoiner(node) : joiner;
		}

	}

}
