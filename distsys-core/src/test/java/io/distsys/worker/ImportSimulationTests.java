package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import io.distsys.worker.SimulatedWorkers.Process;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Donations are imported while nodes are killed and added, drawn by a seed. Whoever
 * imports repeats by the donation's id what was not acknowledged. In the end each donor
 * has each of its donations exactly once, on one node.
 */
class ImportSimulationTests {

	private static final int DONORS = 40;

	private static final int DONATIONS = 600;

	private static final int IN_FLIGHT = 8;

	private static final int MOST_NODES = 5;

	/** {@code -Ddistsys.seeds=10} for more of them. */
	static LongStream seeds() {
		return LongStream.rangeClosed(1, Long.getLong("distsys.seeds", 2));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void eachDonationIsCountedOnce(long seed) {
		new Import(seed).run();
	}

	private static final class Import {

		private final SimulatedWorkers cluster;

		private final Random random;

		private final long seed;

		private final Deque<Integer> left = new ArrayDeque<>(IntStream.range(0, DONATIONS).boxed().toList());

		private final Set<Integer> acknowledged = new HashSet<>();

		private int kills;

		private Import(long seed) {
			this.seed = seed;
			this.cluster = new SimulatedWorkers(seed);
			this.random = new Random(seed);
		}

		private void run() {
			for (int i = 0; i < 3; i++) {
				this.cluster.start();
			}
			this.cluster.settle();
			for (int i = 0; i < IN_FLIGHT; i++) {
				giveNext();
			}
			while (this.acknowledged.size() < DONATIONS || this.kills == 0) {
				this.cluster.time.runFor(Duration.ofMillis(500 + this.random.nextInt(1_500)));
				change();
				this.cluster.settle();
			}
			assertThat(this.kills).as("kills, seed %s", this.seed).isPositive();
			check();
		}

		private void giveNext() {
			Integer donation = this.left.poll();
			if (donation != null) {
				this.cluster.time.after(20_000_000L + this.random.nextInt(400_000_000), () -> give(donation));
			}
		}

		private void give(int donation) {
			List<Process> alive = this.cluster.alive();
			Process importer = alive.get(this.random.nextInt(alive.size()));
			boolean[] answered = new boolean[1];
			importer.loop
				.execute(() -> importer.purse(donor(donation)).addOnce(donation).whenComplete((size, failure) -> {
					if (!answered[0]) {
						answered[0] = true;
						answered(donation, failure == null);
					}
				}));
			this.cluster.time.after(Duration.ofSeconds(7).toNanos(), () -> {
				if (!answered[0]) {
					answered[0] = true;
					answered(donation, false);
				}
			});
		}

		private void answered(int donation, boolean done) {
			if (done) {
				this.acknowledged.add(donation);
				giveNext();
			}
			else {
				give(donation);
			}
		}

		/**
		 * One node is lost at a time: what it had is on two nodes again before the next.
		 */
		private void change() {
			List<Process> alive = this.cluster.alive();
			if (this.random.nextBoolean() && alive.size() < MOST_NODES) {
				this.cluster.start();
				return;
			}
			this.kills++;
			alive.get(this.random.nextInt(alive.size())).kill();
			if (alive.size() <= 3) {
				this.cluster.time.runFor(Duration.ofMillis(this.random.nextInt(3_000)));
				this.cluster.start();
			}
		}

		private void check() {
			for (int donor = 0; donor < DONORS; donor++) {
				int number = donor;
				Process any = this.cluster.alive().get(0);
				List<Integer> coins = this.cluster.await(any.purse(donor(donor)).coins());
				assertThat(coins).as("seed %s donor %s", this.seed, donor)
					.containsExactlyInAnyOrderElementsOf(IntStream.range(0, DONATIONS)
						.filter((donation) -> donation % DONORS == number)
						.boxed()
						.toList());
				assertThat(this.cluster.alive()).as("seed %s donor %s", this.seed, donor)
					.filteredOn((process) -> process.workers.list("purse").contains(donor(number)))
					.hasSize(1);
			}
		}

		private static String donor(int donation) {
			return "d" + donation % DONORS;
		}

	}

}
