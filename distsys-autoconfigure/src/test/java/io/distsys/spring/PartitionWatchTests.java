package io.distsys.spring;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.distsys.cluster.ClusterMembership;
import io.distsys.cluster.Node;
import io.distsys.cluster.NodeId;
import io.distsys.spring.PartitionEvent.PartitionHealed;
import io.distsys.spring.PartitionEvent.PartitionSuspected;
import io.distsys.time.EventLoop;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PartitionWatchTests {

	private final Node other = node(2, "b");

	private final Node third = node(3, "c");

	private final ClusterMembership cluster = new ClusterMembership(node(1, "a"), Runnable::run);

	private final PatientLoop loop = new PatientLoop();

	private final List<PartitionEvent> events = new ArrayList<>();

	private Consumer<NodeId> crash;

	private final PartitionWatch watch = new PartitionWatch(this.cluster, (listener) -> {
		this.crash = listener;
		return () -> this.crash = null;
	}, this.loop);

	PartitionWatchTests() {
		this.watch.subscribe(this.events::add);
		this.cluster.appeared(this.other);
		this.cluster.appeared(this.third);
	}

	private static Node node(long id, String name) {
		return new Node(new NodeId(0, id), name, name + ":5701", Set.of(), "", "", "", Instant.EPOCH, Node.State.UP);
	}

	private void lose(Node node) {
		this.cluster.vanished(node.id(), "no longer a member");
	}

	@Test
	void nodesThatVanishAreSuspectedToBeCutOffUntilAllAreBack() {
		lose(this.other);
		assertThat(this.events).as("evidence of a crash may come").isEmpty();
		this.loop.goOn();
		lose(this.third);
		this.loop.goOn();
		assertThat(this.events).hasSize(2).last().isInstanceOfSatisfying(PartitionSuspected.class, (suspected) -> {
			assertThat(suspected.unreachable()).containsExactlyInAnyOrder(this.other, this.third);
			assertThat(suspected.reason()).contains("node c is no longer a member", "missed: b, c");
		});
		this.cluster.appeared(this.other);
		assertThat(this.events).hasSize(2);
		this.cluster.appeared(this.third);
		assertThat(this.events).hasSize(3).last().isEqualTo(new PartitionHealed("node c is back"));
	}

	@Test
	void aCrashIsNoPartitionWhetherItsEvidenceComesBeforeOrAfter() {
		this.crash.accept(this.other.id());
		lose(this.other);
		lose(this.third);
		this.crash.accept(this.third.id());
		this.loop.goOn();
		assertThat(this.events).isEmpty();
	}

	@Test
	void aNodeThatLeavesIsNotMissed() {
		this.cluster.stateChanged(this.other.id(), Node.State.DRAINING);
		lose(this.other);
		this.loop.goOn();
		assertThat(this.events).isEmpty();
	}

	@Test
	void aMachineThatIsReplacedOrFoundDeadIsMissedNoLonger() {
		lose(this.other);
		lose(this.third);
		this.loop.goOn();
		this.cluster.appeared(node(4, "b"));
		this.crash.accept(this.third.id());
		assertThat(this.events).last().isEqualTo(new PartitionHealed("the process of node c has ended"));
	}

	@Test
	void aNodeThatIsBackAtOnceIsNotWorthAWord() {
		lose(this.other);
		this.cluster.appeared(this.other);
		this.loop.goOn();
		assertThat(this.events).isEmpty();
	}

	@Test
	void nothingIsThoughtOnceItIsClosed() {
		this.watch.close();
		assertThat(this.crash).isNull();
		lose(this.other);
		this.loop.goOn();
		assertThat(this.events).isEmpty();
	}

	/** Runs what is due at once, and what is due later when it is told to. */
	private static final class PatientLoop implements EventLoop {

		private final List<Runnable> later = new ArrayList<>();

		void goOn() {
			List<Runnable> due = List.copyOf(this.later);
			this.later.clear();
			due.forEach(Runnable::run);
		}

		@Override
		public void execute(Runnable task) {
			task.run();
		}

		@Override
		public Subscription schedule(Duration delay, Runnable task) {
			this.later.add(task);
			return () -> this.later.remove(task);
		}

		@Override
		public boolean inLoop() {
			return true;
		}

		@Override
		public MonotonicClock clock() {
			return MonotonicClock.system();
		}

	}

}
