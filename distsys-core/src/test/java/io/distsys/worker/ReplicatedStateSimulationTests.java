package io.distsys.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import io.distsys.worker.SimulatedWorkers.Process;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** One fault after another, drawn by a seed: no coin that was acknowledged is lost. */
class ReplicatedStateSimulationTests {

	private static final List<String> KEYS = List.of("a", "b", "c", "d", "e", "f");

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void noAcknowledgedCoinIsLost(long seed) {
		new Run(seed).play();
	}

	private static final class Run {

		private final SimulatedWorkers cluster;

		private final Random random;

		private final long seed;

		private final List<Set<Integer>> acknowledged = new ArrayList<>();

		private int coins;

		private Run(long seed) {
			this.seed = seed;
			this.cluster = new SimulatedWorkers(seed);
			this.random = new Random(seed);
			KEYS.forEach((key) -> this.acknowledged.add(new HashSet<>()));
		}

		private void play() {
			for (int i = 0; i < 3; i++) {
				this.cluster.start();
			}
			this.cluster.settle();
			pay();
			for (int round = 0; round < 8; round++) {
				this.cluster.time.runFor(Duration.ofMillis(500 + this.random.nextInt(2_000)));
				this.cluster.fault(this.random, this::cutFromOneOther);
				this.cluster.settle();
			}
			checkAll();
		}

		/** Now and then somebody adds a coin or looks. */
		private void pay() {
			List<Process> payers = this.cluster.alive();
			Process payer = payers.get(this.random.nextInt(payers.size()));
			int key = this.random.nextInt(KEYS.size());
			if (!payer.loop.isPaused()) {
				payer.loop.execute(() -> {
					if (this.random.nextInt(5) == 0) {
						look(payer, key);
					}
					else {
						add(payer, key, 1 + this.random.nextInt(4));
					}
				});
			}
			this.cluster.time.after(1 + this.random.nextInt(120_000_000), this::pay);
		}

		private void add(Process from, int key, int count) {
			Purse purse = from.purse(KEYS.get(key));
			for (int i = 0; i < count; i++) {
				int coin = this.coins++;
				purse.add(coin).thenAccept((size) -> this.acknowledged.get(key).add(coin));
			}
		}

		private CompletionStage<Void> look(Process from, int key) {
			Set<Integer> before = Set.copyOf(this.acknowledged.get(key));
			return from.purse(KEYS.get(key)).coins().thenAccept((coins) -> check(key, before, coins));
		}

		private void check(int key, Set<Integer> before, List<Integer> coins) {
			assertThat(coins).as("seed %s key %s", this.seed, KEYS.get(key))
				.doesNotHaveDuplicates()
				.containsAll(before);
		}

		private void cutFromOneOther(Process one, Duration time) {
			List<Process> alive = this.cluster.alive();
			Process other = alive.get((alive.indexOf(one) + 1) % alive.size());
			this.cluster.network.cut(one.id(), other.id());
			this.cluster.time.runFor(time);
			this.cluster.network.heal();
		}

		private void checkAll() {
			for (int key = 0; key < KEYS.size(); key++) {
				assertThat(this.acknowledged.get(key)).as("seed %s", this.seed).isNotEmpty();
				boolean[] looked = new boolean[1];
				List<Process> alive = this.cluster.alive();
				look(alive.get(0), key).whenComplete((ignored, failure) -> looked[0] = failure == null);
				this.cluster.time.runUntil("the coins of " + KEYS.get(key) + " are seen", Duration.ofSeconds(30),
						() -> looked[0]);
			}
		}

	}

}
