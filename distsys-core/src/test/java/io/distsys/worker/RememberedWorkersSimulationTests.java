package io.distsys.worker;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import io.distsys.messaging.Outcome;
import io.distsys.worker.SimulatedWorkers.Process;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Workers are started and stopped while one fault follows another, drawn by a seed. Ten
 * seconds after each fault what runs is what was answered, once, where the table of every
 * node says.
 */
class RememberedWorkersSimulationTests {

	private static final List<String> KEYS = IntStream.range(0, 12).mapToObj((number) -> "k" + number).toList();

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4 })
	void whatRunsIsWhatIsRememberedIsWhereTheTableSays(long seed) {
		new Run(seed).play();
	}

	private static final Duration RECOVERY = Duration.ofSeconds(10);

	private static final class Run {

		private final SimulatedWorkers cluster;

		private final Random random;

		private final long seed;

		private final Map<String, Boolean> known = new HashMap<>();

		private final Set<String> asked = new HashSet<>();

		private boolean asking = true;

		private int answered;

		private Run(long seed) {
			this.seed = seed;
			this.cluster = new SimulatedWorkers(seed);
			this.random = new Random(seed);
			KEYS.forEach((key) -> this.known.put(key, false));
		}

		private void play() {
			for (int i = 0; i < 3; i++) {
				this.cluster.start();
			}
			this.cluster.settle();
			ask();
			for (int round = 0; round < 8; round++) {
				this.asking = true;
				this.cluster.time.runFor(Duration.ofMillis(1_000 + this.random.nextInt(2_000)));
				this.cluster.fault(this.random, this::replaceInOrder);
				this.asking = false;
				this.cluster.time.runFor(RECOVERY);
				check(round);
				this.cluster.time.runUntil("all requests are answered", Duration.ofSeconds(30), this.asked::isEmpty);
				check(round);
			}
			assertThat(this.answered).as("seed %s", this.seed).isGreaterThan(20);
		}

		/**
		 * Now and then somebody starts or stops a worker; one request a worker at a time.
		 */
		private void ask() {
			List<Process> alive = this.cluster.alive();
			Process asker = alive.get(this.random.nextInt(alive.size()));
			String key = KEYS.get(this.random.nextInt(KEYS.size()));
			boolean start = this.random.nextInt(3) > 0;
			if (this.asking && !asker.loop.isPaused() && this.asked.add(key)) {
				asker.loop.execute(() -> ask(asker, key, start));
				this.cluster.time.after(Duration.ofSeconds(20).toNanos(), () -> lost(asker, key));
			}
			this.cluster.time.after(1 + this.random.nextInt(120_000_000), this::ask);
		}

		private void ask(Process asker, String key, boolean start) {
			if (start) {
				asker.sentries().startAsync(key).thenAccept((result) -> learn(key, true, result));
			}
			else {
				asker.sentries().stopAsync(key).thenAccept((result) -> learn(key, false, result));
			}
		}

		private void learn(String key, boolean runs, Object result) {
			if (!(result instanceof NotDone no)) {
				this.answered++;
				this.known.put(key, runs);
			}
			else if (no.outcome() == Outcome.MAY_HAVE_RUN) {
				this.known.remove(key);
			}
			this.asked.remove(key);
		}

		/** Who has asked was killed before it had an answer. */
		private void lost(Process asker, String key) {
			if (asker.loop.isCrashed() && this.asked.remove(key)) {
				this.known.remove(key);
			}
		}

		private void replaceInOrder(Process one, Duration time) {
			one.drain();
			this.cluster.time.runFor(time);
			one.kill();
			this.cluster.start();
		}

		private void check(int round) {
			for (String key : KEYS) {
				List<Process> holders = this.cluster.alive()
					.stream()
					.filter((process) -> process.workers.list("sentry").contains(key))
					.toList();
				assertThat(holders).as("seed %s round %s key %s", this.seed, round, key).hasSizeLessThanOrEqualTo(1);
				if (this.known.containsKey(key) && !this.asked.contains(key)) {
					assertThat(!holders.isEmpty()).as("seed %s round %s: %s runs", this.seed, round, key)
						.isEqualTo(this.known.get(key));
				}
				holders.forEach((holder) -> this.cluster.alive()
					.forEach((process) -> assertThat(process.workers.of(Sentry.class).whereIs(key))
						.contains(holder.id())));
			}
		}

	}

}
