package io.distsys.hazelcast;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.AbstractJoiner;
import com.hazelcast.internal.cluster.impl.TcpIpJoiner;
import com.hazelcast.internal.util.Clock;
import com.hazelcast.spi.properties.ClusterProperty;

/**
 * Looks for the other part of a cluster where addresses are listed, where members have
 * been before, and where others say that there are some.
 * <p>
 * The joiner is Hazelcast's own, and no subclass of it: Hazelcast tells only exactly that
 * one of members that come and go, and of a part that it has heard of. A list need not
 * name everybody for that reason.
 */
final class ListedParts {

	private final TcpIpJoiner joiner;

	private final PartSearch search;

	private final long retentionMillis;

	private final Method merge;

	ListedParts(Node node, TcpIpJoiner joiner) {
		this.joiner = joiner;
		this.search = new PartSearch(node);
		this.retentionMillis = node.getProperties()
			.getMillis(ClusterProperty.TCP_PREVIOUSLY_JOINED_MEMBER_ADDRESS_RETENTION_DURATION);
		this.merge = MemberInternals.method("cannot be told to join another part", AbstractJoiner.class,
				"startClusterMerge", Address.class, int.class);
	}

	void look() {
		this.search.look(this.joiner.getFilteredPossibleAddresses(), this::join);
		long now = Clock.currentTimeMillis();
		this.joiner.getKnownMemberAddresses().values().removeIf((left) -> now - left >= this.retentionMillis);
	}

	private void join(Address master, int membersVersion) {
		try {
			this.merge.invoke(this.joiner, master, membersVersion);
		}
		catch (InvocationTargetException ex) {
			throw new IllegalStateException("The other part of the cluster could not be joined", ex.getCause());
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException("Hazelcast does not let itself be told to join another part", ex);
		}
	}

}
