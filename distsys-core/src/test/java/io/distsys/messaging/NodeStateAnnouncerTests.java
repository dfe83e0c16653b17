package io.distsys.messaging;

import java.time.Duration;

import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.Node;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.SimulatedNetwork;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How nodes learn of each other's state. */
class NodeStateAnnouncerTests {

	private final VirtualTime time = new VirtualTime(3);

	private final SimulatedNetwork network = new SimulatedNetwork(this.time);

	private final Peer one = new Peer(1);

	private final Peer two = new Peer(2);

	@Test
	void stateIsToldToAll() {
		introduce();
		this.one.announcer.announce(Node.State.UP);
		this.time.runFor(Duration.ofMillis(50));
		assertThat(this.two.stateOf(this.one)).isEqualTo(Node.State.UP);
		this.one.announcer.announce(Node.State.DRAINING);
		this.time.runFor(Duration.ofMillis(50));
		assertThat(this.two.stateOf(this.one)).isEqualTo(Node.State.DRAINING);
	}

	@Test
	void newcomerLearnsTheStateOfTheOthersAndTellsItsOwn() {
		this.one.announcer.announce(Node.State.UP);
		this.two.announcer.announce(Node.State.UP);
		introduce();
		this.time.runFor(Duration.ofMillis(50));
		assertThat(this.two.stateOf(this.one)).isEqualTo(Node.State.UP);
		assertThat(this.one.stateOf(this.two)).isEqualTo(Node.State.UP);
	}

	@Test
	void announcementIsRepeatedUntilItArrives() {
		introduce();
		this.time.runFor(Duration.ofMillis(50));
		this.network.cut(this.one.self.id(), this.two.self.id());
		this.one.announcer.announce(Node.State.UP);
		this.one.announcer.announce(Node.State.DRAINING);
		this.time.runFor(Duration.ofSeconds(10));
		assertThat(this.two.stateOf(this.one)).isEqualTo(Node.State.JOINING);
		this.network.heal();
		this.time.runFor(Duration.ofSeconds(3));
		assertThat(this.two.stateOf(this.one)).isEqualTo(Node.State.DRAINING);
	}

	private void introduce() {
		this.one.membership.appeared(this.two.self);
		this.two.membership.appeared(this.one.self);
	}

	private final class Peer {

		private final Node self;

		private final ClusterMembership membership;

		private final NodeStateAnnouncer announcer;

		private Peer(long number) {
			VirtualLoop loop = new VirtualLoop(NodeStateAnnouncerTests.this.time);
			this.self = SimulatedMembership.node(number).in(Node.State.JOINING);
			this.membership = new ClusterMembership(this.self, loop);
			Messenger messenger = new EnvelopeMessenger(this.membership,
					NodeStateAnnouncerTests.this.network.connect(this.self.id(), loop), loop,
					MessagingSettings.ofDefaults());
			this.announcer = new NodeStateAnnouncer(this.membership, messenger, loop);
		}

		private Node.State stateOf(Peer other) {
			return this.membership.view().find(other.self.id()).orElseThrow().state();
		}

	}

}
