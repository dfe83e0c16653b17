package io.distsys.quorum;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.fakes.FakeCore;
import io.distsys.fakes.FakeMembership;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LeaseQuorumTests {

	private final VirtualTime time = new VirtualTime(1);

	private final VirtualLoop loop = new VirtualLoop(this.time);

	@Test
	void quorumIsTheLeaseAndNotTheNumberOfVisibleVoters() {
		List<NodeId> voters = Stream.of(1, 2, 3).map((number) -> SimulatedMembership.node(number).id()).toList();
		NodeId self = voters.get(0);
		GroupStatus status = new GroupStatus(new GroupId(1, 1), GroupStatus.Role.FOLLOWER, voters.get(1), 1, voters,
				List.of(), 1, "");
		ReplicatedLog log = (ReplicatedLog) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { ReplicatedLog.class }, (proxy, method, arguments) -> status);
		FakeCore.NodeCore core = new FakeCore(this.loop).node(self);
		LeaseQuorum quorum = new LeaseQuorum(core, log, new FakeMembership(SimulatedMembership.node(1),
				SimulatedMembership.node(2), SimulatedMembership.node(3)), this.loop.clock());
		List<QuorumEvent> events = new ArrayList<>();
		quorum.subscribe(events::add);
		assertThat(quorum.isPresent()).isTrue();
		core.loseSession();
		// All three voters are in view, and it is absent all the same, before any event.
		assertThat(quorum.isPresent()).isFalse();
		assertThat(quorum.state().visibleVoters()).hasSize(3);
		this.time.runFor(java.time.Duration.ofSeconds(1));
		assertThat(events).singleElement().isInstanceOf(QuorumEvent.QuorumLost.class);
		assertThat(quorum.state().since()).isEqualTo(java.time.Duration.ofSeconds(1));
		core.openSession();
		this.time.runFor(java.time.Duration.ofSeconds(1));
		assertThat(events.get(1)).isInstanceOf(QuorumEvent.QuorumPresent.class);
	}

}
