package io.distsys.tracker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.distsys.messaging.Lane;
import io.distsys.tracker.SimulatedTrackers.Process;
import io.distsys.tracker.TrackedChange.Reason;
import io.distsys.tracker.TrackerMessage.Delta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What each node says of itself, in virtual time. Run more seeds with
 * {@code -Dsimulation.seeds=10000}, one alone with {@code -Dsimulation.seed=17}.
 */
@Timeout(300)
class TrackerTests {

	private static final byte[] VALUE = { 7 };

	@Test
	void whatANodeSaysIsKnownToItselfAtOnceAndToTheOthersSoon() {
		SimulatedTrackers nodes = together(3);
		Process one = nodes.processes.get(0);
		Process two = nodes.processes.get(1);
		Tracked entry = one.tracker.add("key", VALUE);
		assertThat(one.tracker.find("key")).containsExactly(entry);
		nodes.time.runFor(Duration.ofMillis(10));
		assertThat(two.tracker.find("key")).containsExactly(entry);
		assertThat(two.tracker.find("key", one.id)).containsExactly(entry);
		assertThat(two.tracker.find("key", two.id)).isEmpty();
		assertThat(two.changes).containsExactly(new TrackedChange(null, entry, Reason.NORMAL));
		assertThat(one.tracker.change(entry.id(), new byte[] { 8 })).isTrue();
		nodes.time.runFor(Duration.ofMillis(10));
		assertThat(two.tracker.find("key").iterator().next().value()).containsExactly(8);
		assertThat(one.tracker.remove(entry.id())).isTrue();
		assertThat(one.tracker.remove(entry.id())).isFalse();
		assertThat(one.tracker.change(entry.id(), VALUE)).isFalse();
		nodes.time.runFor(Duration.ofMillis(10));
		assertThat(two.tracker.keys()).isEmpty();
	}

	@Test
	void entriesOfOneKeyAreManyAndSortedByNode() {
		SimulatedTrackers nodes = together(2);
		Process two = nodes.processes.get(1);
		Tracked third = two.tracker.add("key", VALUE);
		Tracked first = nodes.processes.get(0).tracker.add("key", VALUE);
		Tracked fourth = two.tracker.add("key", VALUE);
		nodes.time.runFor(Duration.ofMillis(10));
		nodes.processes
			.forEach((process) -> assertThat(process.tracker.find("key")).containsExactly(first, third, fourth));
	}

	@Test
	void aNewcomerIsToldEverythingHoweverMuchItIs() {
		SimulatedTrackers nodes = together(2);
		IntStream.range(0, 200).forEach((i) -> nodes.processes.get(i % 2).tracker.add("k" + i, new byte[20]));
		nodes.time.runFor(Duration.ofSeconds(1));
		Process third = nodes.start();
		nodes.await("all are known", SimulatedTrackers.REPAIRED, () -> third.known().size() == 200 && nodes.agree());
		nodes.time.runFor(Duration.ofMillis(1));
		assertThat(third.reasons()).hasSize(200).containsOnly(Reason.NODE_FOUND);
		assertThat(third.tracker.statistics().copies()).isEqualTo(2);
	}

	/**
	 * A copy for each burst would hold them up, and be of an old version when it comes.
	 */
	@Test
	void manyEntriesAtOnceAreToldAsChangesAndNotAsACopyOfAll() {
		SimulatedTrackers nodes = new SimulatedTrackers(1, 2, TrackerSettings.ofDefaults());
		awaitView(nodes, 2);
		Process one = nodes.processes.get(0);
		one.tracker.add("before", VALUE);
		nodes.time.runFor(Duration.ofMillis(10));
		IntStream.range(0, 5_000).forEach((i) -> one.tracker.add("k" + i, VALUE));
		Tracker other = nodes.processes.get(1).tracker;
		nodes.await("all are known", SimulatedTrackers.REPAIRED, () -> other.statistics().others() == 5_001);
		assertThat(nodes.agree()).isTrue();
		assertThat(other.statistics().copies()).isZero();
	}

	@Test
	void theEntriesOfALostNodeGoWithTheReasonAndComeAgainWhenItDoes() {
		SimulatedTrackers nodes = together(2);
		Process one = nodes.processes.get(0);
		Process two = nodes.processes.get(1);
		one.tracker.add("key", VALUE);
		nodes.time.runFor(Duration.ofMillis(10));
		nodes.cut(one, two);
		one.tracker.add("other", VALUE);
		nodes.await("gone", Duration.ofSeconds(6), () -> two.known().isEmpty());
		nodes.time.runFor(Duration.ofMillis(1));
		assertThat(two.reasons()).containsExactly(Reason.NORMAL, Reason.NODE_LOST);
		nodes.heal();
		nodes.await("back", SimulatedTrackers.REPAIRED, () -> two.known().size() == 2);
		nodes.time.runFor(Duration.ofMillis(1));
		assertThat(two.reasons()).containsExactly(Reason.NORMAL, Reason.NODE_LOST, Reason.NODE_FOUND,
				Reason.NODE_FOUND);
	}

	@Test
	void aNodeThatLeavesTakesItsEntriesAlongAtOnceHoweverManyTheyAre() {
		SimulatedTrackers nodes = together(2);
		Process one = nodes.processes.get(0);
		Process two = nodes.processes.get(1);
		IntStream.range(0, 100).forEach((i) -> one.tracker.add("k" + i, VALUE));
		nodes.await("known", SimulatedTrackers.REPAIRED, nodes::agree);
		nodes.leave(one);
		nodes.time.runFor(Duration.ofMillis(10));
		assertThat(two.known()).isEmpty();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> one.tracker.add("late", VALUE))
			.withMessageContaining("leaves");
	}

	@Test
	void aLostMessageIsNoticedWithoutAnotherOne() {
		SimulatedTrackers nodes = together(2);
		Process one = nodes.processes.get(0);
		Process two = nodes.processes.get(1);
		nodes.network.disturb(1, 0);
		one.tracker.add("key", VALUE);
		nodes.time.runFor(Duration.ofMillis(100));
		nodes.network.disturb(0, 0);
		assertThat(two.known()).isEmpty();
		nodes.await("repaired", SimulatedTrackers.SETTINGS.repairInterval().plusMillis(100), nodes::agree);
	}

	/** Which no message that is lost, repeated or late can bring about. */
	@Test
	void aDifferenceThatShouldNotBeIsFoundCountedAndMended() {
		SimulatedTrackers nodes = together(2);
		Process one = nodes.processes.get(0);
		Process two = nodes.processes.get(1);
		nodes.network.disturb(1, 0);
		Tracked right = one.tracker.add("right", VALUE);
		nodes.time.runFor(Duration.ofMillis(100));
		nodes.network.disturb(0, 0);
		Change wrong = new Change(right.id(), new Tracked(one.id, right.id(), "wrong", VALUE));
		one.messenger.cast(two.id, Lane.BULK, "tracker/test", TrackerCodec.encode(new Delta(0, List.of(wrong))));
		nodes.time.runFor(Duration.ofMillis(10));
		assertThat(two.known().values()).containsExactly(wrong.entry());
		nodes.await("mended", SimulatedTrackers.SETTINGS.repairInterval().plusMillis(100), nodes::agree);
		nodes.time.runFor(Duration.ofMillis(1));
		assertThat(two.known().values()).containsExactly(right);
		assertThat(two.told).isEqualTo(two.known());
		assertThat(two.tracker.statistics().divergences()).isOne();
	}

	@Test
	void aListenerIsGivenWhatThereIsAndThenWhatChanges() {
		SimulatedTrackers nodes = together(1);
		Process one = nodes.processes.get(0);
		Tracked first = one.tracker.add("key", VALUE);
		List<TrackedChange> heard = new ArrayList<>();
		var subscription = one.tracker.subscribe(heard::addAll, one.loop);
		nodes.time.runFor(Duration.ofMillis(1));
		assertThat(heard).containsExactly(new TrackedChange(null, first, Reason.NODE_FOUND));
		Tracked second = one.tracker.add("key", VALUE);
		one.tracker.remove(one.tracker.add("never seen", VALUE).id());
		nodes.time.runFor(Duration.ofMillis(1));
		assertThat(heard).hasSize(2).last().isEqualTo(new TrackedChange(null, second, Reason.NORMAL));
		subscription.close();
		one.tracker.remove(second.id());
		nodes.time.runFor(Duration.ofMillis(1));
		assertThat(heard).hasSize(2);
	}

	@Test
	void aListenerThatFailsIsToldTheNextChange() {
		SimulatedTrackers nodes = together(1);
		Process one = nodes.processes.get(0);
		List<TrackedChange> heard = new ArrayList<>();
		one.tracker.subscribe((changes) -> {
			heard.addAll(changes);
			throw new StackOverflowError("planted");
		}, one.loop);
		one.tracker.add("key", VALUE);
		nodes.time.runFor(Duration.ofMillis(1));
		Tracked second = one.tracker.add("key", VALUE);
		nodes.time.runFor(Duration.ofMillis(1));
		assertThat(heard).hasSize(2).last().isEqualTo(new TrackedChange(null, second, Reason.NORMAL));
	}

	@Test
	void whatIsTooLongOrTooManyIsRefused() {
		Process one = together(1).processes.get(0);
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> one.tracker.add("key", new byte[1000]))
			.withMessage("The key and the value have 1003 bytes together, 1000 are allowed");
		IntStream.range(0, 1000).forEach((i) -> one.tracker.add("key", VALUE));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> one.tracker.add("key", VALUE))
			.withMessageContaining("1000 entries");
	}

	@Test
	void whateverHappensAllAgreeInTheEndAndTheChangesAddUpToWhatIsThere() {
		long only = Long.getLong("simulation.seed", 0);
		long seeds = Long.getLong("simulation.seeds", 60);
		for (long seed = (only > 0) ? only : 1; seed <= ((only > 0) ? only : seeds); seed++) {
			try {
				runChaos(seed);
			}
			catch (AssertionError | RuntimeException ex) {
				throw new AssertionError("seed " + seed + ", replay with -Dsimulation.seed=" + seed, ex);
			}
		}
	}

	private static void runChaos(long seed) {
		SimulatedTrackers nodes = new SimulatedTrackers(seed, 4);
		nodes.network.disturb(0.1, 0.1);
		nodes.network.delay(100_000, 30_000_000);
		for (int step = 0; step < 120; step++) {
			disturb(nodes);
			for (Process process : nodes.alive()) {
				process.actRandomly();
			}
			nodes.time.runFor(Duration.ofMillis(nodes.random().nextInt(150)));
		}
		nodes.heal();
		nodes.await("all agree", SimulatedTrackers.REPAIRED, nodes::agree);
		nodes.time.runFor(Duration.ofSeconds(3));
		assertThat(nodes.agree()).isTrue();
		for (Process process : nodes.alive()) {
			assertThat(process.told).isEqualTo(process.known());
			assertThat(process.tracker.statistics().divergences()).isZero();
			assertThat(process.tracker.statistics().unreadable()).isZero();
		}
	}

	private static void disturb(SimulatedTrackers nodes) {
		List<Process> alive = nodes.alive();
		Process one = alive.get(nodes.random().nextInt(alive.size()));
		Process other = alive.get(nodes.random().nextInt(alive.size()));
		int choice = nodes.random().nextInt(40);
		if (choice == 0 && alive.size() > 2) {
			nodes.crash(one);
		}
		else if (choice == 1 && alive.size() > 2) {
			nodes.leave(one);
		}
		else if (choice < 4 && one != other) {
			nodes.cut(one, other);
		}
		else if (choice == 4 && alive.size() < 6) {
			nodes.start();
		}
		else if (choice == 5) {
			nodes.heal();
			nodes.network.disturb(0.1, 0.1);
		}
	}

	private static SimulatedTrackers together(int count) {
		SimulatedTrackers nodes = new SimulatedTrackers(1, count);
		awaitView(nodes, count);
		return nodes;
	}

	private static void awaitView(SimulatedTrackers nodes, int count) {
		nodes.await("all see each other", Duration.ofSeconds(1), () -> nodes.processes.stream()
			.allMatch((process) -> process.membership.view().nodes().size() == count));
		nodes.time.runFor(Duration.ofMillis(10));
	}

}
