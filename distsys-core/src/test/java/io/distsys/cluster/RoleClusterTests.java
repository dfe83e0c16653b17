package io.distsys.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Of four nodes two have the role. */
class RoleClusterTests {

	private final Node self = node(1, "edge");

	private final ClusterMembership all = new ClusterMembership(this.self, Runnable::run);

	private final RoleCluster edge = new RoleCluster(this.all, "edge");

	private static Node node(long number, String... roles) {
		return new Node(new NodeId(number, 0), "n" + number, "", Set.of(roles), "", "", "", Instant.EPOCH,
				Node.State.UP);
	}

	@Test
	void onlyNodesOfTheRoleAreSeenAndToldOf() {
		List<ClusterEvent> told = new ArrayList<>();
		this.edge.subscribe(told::add);
		Node two = node(2, "store", "edge");
		this.all.appeared(two);
		this.all.appeared(node(3, "store"));
		this.all.appeared(node(4));
		assertThat(this.edge.view().nodes()).containsExactly(this.self, two);
		assertThat(this.edge.view()).isSameAs(this.edge.view());
		assertThat(this.edge.view().epoch()).isEqualTo(this.all.view().epoch());
		assertThat(told).allMatch((event) -> event.node().equals(two)).isNotEmpty();
	}

}
