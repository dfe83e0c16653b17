package io.distsys.singleton;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.distsys.cluster.Cluster;
import io.distsys.cluster.Node;
import io.distsys.ownership.Allotment;
import io.distsys.ownership.Guarantee;
import io.distsys.ownership.Owners;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;
import org.jspecify.annotations.Nullable;

/** Says what is known of singletons. */
final class SingletonReport {

	private final LocalSingletons singletons;

	private final Owners owners;

	private final Map<Guarantee, Allotment> allotments;

	private final Cluster cluster;

	SingletonReport(LocalSingletons singletons, Owners owners, Map<Guarantee, Allotment> allotments, Cluster cluster) {
		this.singletons = singletons;
		this.owners = owners;
		this.allotments = allotments;
		this.cluster = cluster;
	}

	List<SingletonStatus> all() {
		TreeSet<String> names = new TreeSet<>(this.singletons.names());
		this.owners.ofKind(ClusterSingletons.KIND).forEach((row) -> names.add(row.key().name()));
		return names.stream().map(this::of).toList();
	}

	private SingletonStatus of(String name) {
		LocalSingleton local = this.singletons.find(name);
		SingletonState state = (local != null) ? local.state() : SingletonState.STANDBY;
		Duration inStateFor = (local != null) ? local.inStateFor() : Duration.ZERO;
		ResourceKey key = ResourceKey.of(ClusterSingletons.KIND, name);
		Guarantee guarantee = (local != null) ? local.guarantee() : guaranteeOf(key);
		Ownership row = this.owners.find(key).orElse(null);
		if (row == null) {
			return new SingletonStatus(name, guarantee, state, inStateFor, null, null, null, null);
		}
		String ownerName = this.cluster.view().find(row.node()).map(Node::name).orElse(null);
		return new SingletonStatus(name, guarantee, state, inStateFor, row.node(), ownerName, row.token(), row.state());
	}

	private @Nullable Guarantee guaranteeOf(ResourceKey key) {
		return this.allotments.entrySet()
			.stream()
			.filter((allotment) -> allotment.getValue().view().find(key).isPresent())
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(null);
	}

}
