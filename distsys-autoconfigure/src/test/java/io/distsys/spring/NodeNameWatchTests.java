package io.distsys.spring;

import java.time.Instant;
import java.util.Set;

import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class NodeNameWatchTests {

	private final ClusterMembership cluster = new ClusterMembership(node(1, "a"), Runnable::run);

	private static Node node(int id, String name) {
		return new Node(new NodeId(0, id), name, "", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP);
	}

	@Test
	void nodesOfOneNameAreWarnedOfWithTheirIds(CapturedOutput output) {
		try (NodeNameWatch watch = new NodeNameWatch(this.cluster)) {
			assertThat(watch).isNotNull();
			this.cluster.appeared(node(2, "b"));
			assertThat(output).doesNotContain("distsys.cluster.node-name");
			this.cluster.appeared(node(3, "b"));
			assertThat(output).contains("distsys.cluster.node-name", "name=b", new NodeId(0, 2).toString(),
					new NodeId(0, 3).toString());
		}
	}

	@Test
	void nodeThatComesToOneOfItsNameIsWarnedToo(CapturedOutput output) {
		this.cluster.appeared(node(2, "a"));
		try (NodeNameWatch watch = new NodeNameWatch(this.cluster)) {
			assertThat(watch).isNotNull();
			assertThat(output).contains("distsys.cluster.node-name", "name=a");
		}
	}

}
