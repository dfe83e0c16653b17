package io.distsys.actuate;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.distsys.actuate.NodeReport.Event;
import io.distsys.cluster.ClusterEvent;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.election.LeadershipRevokedEvent;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Guarantee;
import io.distsys.quorum.QuorumEvent;
import io.distsys.registry.ClusterRegistries.Scope;
import io.distsys.registry.NameLost;
import io.distsys.registry.NameLost.Cause;
import io.distsys.singleton.SingletonEvent;
import io.distsys.spring.PartitionEvent;
import io.distsys.worker.WorkerEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterEventLogTests {

	private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

	private static final Node OTHER = new Node(new NodeId(0, 2), "b", "", Set.of(), "", "", "", NOW, Node.State.UP);

	private final List<Consumer<Object>> listeners = new ArrayList<>();

	private final ClusterEventLog log = new ClusterEventLog("a", InstantSource.fixed(NOW), List.of((listener) -> {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}));

	private void happens(Object event) {
		this.listeners.forEach((listener) -> listener.accept(event));
	}

	private Event last() {
		List<Event> all = this.log.last();
		return all.get(all.size() - 1);
	}

	@Test
	void eachEventIsKeptWithWhatItIsAboutAndWhy() {
		happens(new ClusterEvent.NodeLost(OTHER, "silent for 5 s"));
		assertThat(last()).isEqualTo(new Event(NOW, "NodeLost", "b", "silent for 5 s", null));
		happens(new QuorumEvent.QuorumLost("no leader known"));
		assertThat(last()).isEqualTo(new Event(NOW, "QuorumLost", "a", "no leader known", null));
		happens(new PartitionEvent.PartitionSuspected(Set.of(OTHER), "b is silent"));
		assertThat(last()).isEqualTo(new Event(NOW, "PartitionSuspected", "b", "b is silent", null));
		happens(new SingletonEvent.SingletonDeactivated("ledger", Guarantee.STRONG, new FencingToken(7), "moved"));
		assertThat(last()).isEqualTo(new Event(NOW, "SingletonDeactivated", "ledger", "moved", 7L));
		happens(new LeadershipRevokedEvent("importer", new FencingToken(8), "resigned"));
		assertThat(last()).isEqualTo(new Event(NOW, "LeadershipRevoked", "importer", "resigned", 8L));
	}

	@Test
	void ofWorkersOnlyWhatSomebodyHasToLookAtIsKept() {
		IllegalStateException cause = new IllegalStateException("no");
		this.log.onEvent(new WorkerEvent.DeadLetter("donor", "D-1", "give", OTHER.id(), cause));
		assertThat(this.log.last()).isEmpty();
		this.log.onEvent(new WorkerEvent.WorkerGivenUp("donor", "D-1", 3, cause));
		assertThat(last()).isEqualTo(new Event(NOW, "WorkerGivenUp", "donor/D-1",
				"crashed again after 3 restarts: java.lang.IllegalStateException: no", null));
		this.log.onEvent(new WorkerEvent.StateLost("donor", "D-2", "two nodes lost"));
		assertThat(last()).isEqualTo(new Event(NOW, "StateLost", "donor/D-2", "two nodes lost", null));
	}

	@Test
	void aNameThatIsLostIsKeptWithItsRoleAndWhy() {
		happens(lost("", "mailer"));
		assertThat(last()).isEqualTo(new Event(NOW, "NameLost", "mailer", "two nodes held the name", 9L));
		happens(lost("web", "cache"));
		assertThat(last()).isEqualTo(new Event(NOW, "NameLost", "cache@web", "two nodes held the name", 9L));
	}

	private static NameLost lost(String role, String name) {
		return new NameLost(new Scope(Guarantee.AVAILABLE, role), name, new FencingToken(9), Cause.CONFLICT, OTHER.id(),
				"two nodes held the name");
	}

	@Test
	void thousandsOfNamesThatAreLostAtOnceLeaveRoomForWhatHasHappenedToTheirNode() {
		happens(new QuorumEvent.QuorumLost("no leader known"));
		for (int i = 1; i <= 10_000; i++) {
			happens(lost("", "name-" + i));
		}
		happens(new ClusterEvent.NodeLost(OTHER, "silent for 5 s"));
		assertThat(this.log.last()).hasSize(2 + ClusterEventLog.BOUND_OF_NAMES);
		assertThat(this.log.last().get(0).type()).isEqualTo("QuorumLost");
		assertThat(this.log.last().get(1).about()).isEqualTo("name-9981");
		assertThat(this.log.last().get(20).about()).isEqualTo("name-10000");
		assertThat(last().type()).isEqualTo("NodeLost");
	}

	@Test
	void theLastTwoHundredAreKept() {
		for (int i = 1; i <= ClusterEventLog.BOUND + 10; i++) {
			happens(new QuorumEvent.QuorumLost("reason " + i));
		}
		assertThat(this.log.last()).hasSize(200);
		assertThat(this.log.last().get(0).reason()).isEqualTo("reason 11");
		assertThat(last().reason()).isEqualTo("reason 210");
	}

	@Test
	void nothingIsTakenAfterClose() {
		this.log.close();
		assertThat(this.listeners).isEmpty();
	}

}
