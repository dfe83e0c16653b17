package io.distsys.actuate;

import java.time.Instant;
import java.util.Set;

import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Of three nodes two bear one name. */
class NodeNamesTests {

	private static final Node A = node(1, "a");

	private static final Node B = node(2, "b");

	private static final Node OTHER_B = node(3, "b");

	private final ClusterMembership cluster = new ClusterMembership(A, Runnable::run);

	private final NodeNames names = new NodeNames(this.cluster);

	private static Node node(int id, String name) {
		return new Node(new NodeId((long) id << 32, id), name, "", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP);
	}

	@Test
	void nodesOfOneNameAreToldApart() {
		this.cluster.appeared(B);
		assertThat(this.names.of(B.id())).isEqualTo("b");
		this.cluster.appeared(OTHER_B);
		assertThat(this.names.of(A.id())).isEqualTo("a");
		assertThat(this.names.of(B.id())).isEqualTo("b (00000002)");
		assertThat(this.names.of(OTHER_B.id())).isEqualTo("b (00000003)");
	}

	@Test
	void nodeThatIsGoneKeepsItsName() {
		assertThat(this.names.of(B.id())).isEqualTo("00000002");
		this.cluster.appeared(B);
		this.cluster.vanished(B.id(), "killed");
		assertThat(this.names.of(B.id())).isEqualTo("b (00000002)");
		assertThat(this.names.in("Voter " + B.id() + " of " + A.id() + " is silent"))
			.isEqualTo("Voter b (00000002) of a is silent");
	}

	@Test
	void nodeIsFoundByItsNameOrItsWholeIdentity() {
		this.cluster.appeared(B);
		this.cluster.appeared(OTHER_B);
		assertThat(this.names.called("a")).containsExactly(A);
		assertThat(this.names.called("b")).containsExactly(B, OTHER_B);
		assertThat(this.names.called(OTHER_B.id().toString())).containsExactly(OTHER_B);
		assertThat(this.names.called("c")).isEmpty();
		assertThat(NodeNames.ambiguous("b", this.names.called("b"))).contains("2 nodes are called 'b'",
				B.id().toString(), OTHER_B.id().toString());
	}

}
