package io.distsys.quorum;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.consensus.GroupId;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.fakes.FakeCore;
import io.distsys.quorum.QuorumSettings.Policy;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LeaseQuorumTests {

	private final VirtualTime time = new VirtualTime(1);

	private final VirtualLoop loop = new VirtualLoop(this.time);

	private final List<NodeId> voters = Stream.of(1, 2, 3)
		.map((number) -> SimulatedMembership.node(number).id())
		.toList();

	private final FakeCore.NodeCore core = new FakeCore(this.loop).node(this.voters.get(0));

	private final ClusterMembership membership = new ClusterMembership(SimulatedMembership.node(1), Runnable::run);

	private final List<QuorumEvent> events = new ArrayList<>();

	LeaseQuorumTests() {
		this.membership.appeared(SimulatedMembership.node(2));
		this.membership.appeared(SimulatedMembership.node(3));
	}

	private LeaseQuorum quorum(Policy policy, int size) {
		GroupStatus status = new GroupStatus(new GroupId(1, 1), GroupStatus.Role.FOLLOWER, this.voters.get(1), 1,
				this.voters, List.of(), 1, "");
		ReplicatedLog log = (ReplicatedLog) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { ReplicatedLog.class }, (proxy, method, arguments) -> status);
		LeaseQuorum quorum = new LeaseQuorum(this.core, log, this.membership, this.loop.clock(),
				new QuorumSettings(policy, size));
		quorum.subscribe(this.events::add);
		return quorum;
	}

	@Test
	void quorumIsTheLeaseAndNotTheNumberOfVisibleVoters() {
		LeaseQuorum quorum = quorum(Policy.MAJORITY, 0);
		assertThat(quorum.isPresent()).isTrue();
		this.core.loseSession();
		// All three voters are in view, and it is absent all the same, before any event.
		assertThat(quorum.isPresent()).isFalse();
		assertThat(quorum.state().visibleVoters()).hasSize(3);
		this.time.runFor(Duration.ofSeconds(1));
		assertThat(this.events).singleElement().isInstanceOf(QuorumEvent.QuorumLost.class);
		assertThat(quorum.state().since()).isEqualTo(Duration.ofSeconds(1));
		this.core.openSession();
		this.time.runFor(Duration.ofSeconds(1));
		assertThat(this.events.get(1)).isInstanceOf(QuorumEvent.QuorumPresent.class);
	}

	@Test
	void aNodeThatClosesItsSessionBecauseItLeavesSaysSo() {
		quorum(Policy.MAJORITY, 0);
		this.membership.stateOfSelf(Node.State.DRAINING);
		this.core.loseSession();
		this.time.runFor(Duration.ofSeconds(1));
		assertThat(this.events).singleElement()
			.isInstanceOfSatisfying(QuorumEvent.QuorumLost.class,
					(lost) -> assertThat(lost.reason()).startsWith("this node leaves, lease not confirmed"));
	}

	@Test
	void withAStaticSizeTheLeaseAndSoManyNodesAreAskedFor() {
		LeaseQuorum enough = quorum(Policy.STATIC, 3);
		LeaseQuorum more = quorum(Policy.STATIC, 4);
		assertThat(enough.isPresent()).isTrue();
		assertThat(more.isPresent()).isFalse();
		assertThat(more.state().reason()).isEqualTo("3 of the 4 nodes in view that the quorum asks for");
		this.core.loseSession();
		assertThat(enough.isPresent()).isFalse();
	}

	@Test
	void whereNothingIsAskedForItIsAlwaysPresentAndSaysWhatItWouldNotBeOtherwise() {
		LeaseQuorum quorum = quorum(Policy.NONE, 0);
		this.core.loseSession();
		this.time.runFor(Duration.ofSeconds(1));
		assertThat(quorum.isPresent()).isTrue();
		assertThat(quorum.state().reason()).startsWith("not asked for, without it: lease not confirmed");
		assertThat(this.events).isEmpty();
	}

	@Test
	void sizesThatCanNeverBeReachedAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new QuorumSettings(Policy.STATIC, 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new QuorumSettings(Policy.MAJORITY, 2));
		QuorumSettings four = new QuorumSettings(Policy.STATIC, 4);
		assertThatIllegalArgumentException().isThrownBy(() -> four.within(3));
		assertThat(four.within(1)).isEqualTo(four);
		assertThat(four.within(4)).isEqualTo(four);
	}

}
