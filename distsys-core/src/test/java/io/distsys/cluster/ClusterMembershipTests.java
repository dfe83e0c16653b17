package io.distsys.cluster;

import java.util.ArrayList;
import java.util.List;

import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.Subscription;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The view and its events. */
class ClusterMembershipTests {

	private final Node one = SimulatedMembership.node(1);

	private final Node self = SimulatedMembership.node(2).in(Node.State.JOINING);

	private final Node three = SimulatedMembership.node(3);

	private final List<Runnable> tasks = new ArrayList<>();

	private final List<ClusterEvent> events = new ArrayList<>();

	private final ClusterMembership membership = new ClusterMembership(this.self, this.tasks::add);

	@Test
	void viewIsSortedAndGrowsInEpoch() {
		this.membership.appeared(this.three);
		this.membership.appeared(this.one);
		assertThat(this.membership.view()).isEqualTo(new ClusterView(3, List.of(this.one, this.self, this.three)));
	}

	@Test
	void sayingSomethingTwiceChangesNothing() {
		this.membership.subscribe(this.events::add);
		this.membership.appeared(this.one);
		this.membership.appeared(this.one);
		this.membership.stateChanged(this.one.id(), Node.State.DRAINING);
		this.membership.stateChanged(this.one.id(), Node.State.DRAINING);
		this.membership.stateChanged(this.one.id(), Node.State.UP);
		this.membership.vanished(this.one.id(), "gone");
		this.membership.vanished(this.one.id(), "gone");
		runTasks();
		assertThat(this.membership.view().epoch()).isEqualTo(4);
		assertThat(this.events).containsExactly(new ClusterEvent.NodeJoined(this.one),
				new ClusterEvent.NodeDraining(this.one.in(Node.State.DRAINING)),
				new ClusterEvent.NodeLeft(this.one.in(Node.State.LEFT)));
	}

	@Test
	void nodeThatSaidNothingIsLost() {
		this.membership.appeared(this.one);
		this.membership.subscribe(this.events::add);
		runTasks();
		this.events.clear();
		this.membership.vanished(this.one.id(), "heartbeat missed");
		runTasks();
		assertThat(this.events).containsExactly(new ClusterEvent.NodeLost(this.one, "heartbeat missed"));
		assertThat(this.membership.view().nodes()).containsExactly(this.self);
	}

	@Test
	void selfChangesItsStateAndNeverVanishes() {
		this.membership.subscribe(this.events::add);
		this.membership.stateOfSelf(Node.State.UP);
		this.membership.vanished(this.self.id(), "nonsense");
		runTasks();
		assertThat(this.membership.self().state()).isEqualTo(Node.State.UP);
		assertThat(this.membership.view().nodes()).containsExactly(this.membership.self());
		assertThat(this.events).containsExactly(new ClusterEvent.NodeReady(this.membership.self()));
	}

	@Test
	void listenerThatThrowsDoesNotReachTheOthersAndAClosedOneIsNotCalled() {
		List<ClusterEvent> closed = new ArrayList<>();
		this.membership.subscribe((event) -> {
			throw new IllegalStateException("broken listener");
		});
		Subscription subscription = this.membership.subscribe(closed::add);
		this.membership.subscribe(this.events::add);
		subscription.close();
		this.membership.appeared(this.one);
		runTasks();
		assertThat(this.events).hasSize(1);
		assertThat(closed).isEmpty();
	}

	private void runTasks() {
		this.tasks.forEach(Runnable::run);
		this.tasks.clear();
	}

}
