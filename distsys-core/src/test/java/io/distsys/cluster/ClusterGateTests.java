package io.distsys.cluster;

import io.distsys.fakes.FakeMembership;
import io.distsys.simulation.SimulatedMembership;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ClusterGateTests {

	@Test
	void opensWithTheNodeThatWasMissing() {
		FakeMembership view = new FakeMembership(SimulatedMembership.node(1));
		ClusterGate gate = new ClusterGate(view, 3);
		view.join(SimulatedMembership.node(2));
		assertThat(gate.opened().toCompletableFuture()).isNotDone();
		assertThat(gate.present()).isEqualTo(2);
		view.join(SimulatedMembership.node(3));
		assertThat(gate.opened().toCompletableFuture()).isDone();
	}

	@Test
	void aNodeThatLeavesDoesNotCount() {
		FakeMembership view = new FakeMembership(SimulatedMembership.node(1));
		ClusterGate gate = new ClusterGate(view, 2);
		view.join(SimulatedMembership.node(2).in(Node.State.DRAINING));
		assertThat(gate.opened().toCompletableFuture()).isNotDone();
	}

	@Test
	void oneNodeIsEnoughIfOneIsWanted() {
		FakeMembership view = new FakeMembership(SimulatedMembership.node(1));
		assertThat(new ClusterGate(view, 1).opened().toCompletableFuture()).isDone();
		assertThatIllegalArgumentException().isThrownBy(() -> new ClusterGate(view, 0))
			.withMessageContaining("minimumSize");
	}

}
