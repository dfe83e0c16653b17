package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

import io.distsys.ownership.CoreChaos.Counts;
import io.distsys.ownership.CoreChaos.Outcome;
import io.distsys.simulation.SimulationLog;

/**
 * Runs many seeds, one thread a seed. {@code -Dsimulation.seed=n} runs one alone and
 * tells everything; {@code -Dsimulation.first} and {@code -Dsimulation.seeds} say which.
 */
final class SeedRunner {

	private static final Duration LONGEST = Duration.ofMinutes(2);

	private static final int MOST_FAILURES = 5;

	private final LongFunction<Outcome> run;

	private final String test;

	/**
	 * @param test the test that repeats a seed
	 */
	SeedRunner(LongFunction<Outcome> run, String test) {
		this.run = run;
		this.test = test;
	}

	/** Run the seeds that the properties say, or so many from the first on. */
	List<Outcome> runAll(long byDefault) {
		Long only = Long.getLong("simulation.seed");
		long first = (only != null) ? only : Long.getLong("simulation.first", 1);
		long count = (only != null) ? 1 : Long.getLong("simulation.seeds", byDefault);
		int threads = Integer.getInteger("simulation.threads", Runtime.getRuntime().availableProcessors());
		ExecutorService pool = Executors.newFixedThreadPool(threads);
		long began = System.nanoTime();
		try (SimulationLog log = SimulationLog.open(only != null)) {
			List<Outcome> outcomes = collect(pool, first, count);
			System.out.println(summary(outcomes, Duration.ofNanos(System.nanoTime() - began)));
			return outcomes;
		}
		finally {
			pool.shutdownNow();
		}
	}

	private List<Outcome> collect(ExecutorService pool, long first, long count) {
		List<Job> jobs = new ArrayList<>();
		for (long seed = first; seed < first + count; seed++) {
			jobs.add(new Job(seed, pool));
		}
		List<Outcome> outcomes = new ArrayList<>();
		List<Outcome> failed = new ArrayList<>();
		for (Job job : jobs) {
			Outcome outcome = job.await();
			outcomes.add(outcome);
			if (!outcome.failure().isEmpty()) {
				failed.add(outcome);
				System.out.println(outcome.failure());
			}
			if (failed.size() == MOST_FAILURES) {
				break;
			}
		}
		if (!failed.isEmpty()) {
			throw new AssertionError(failed.size() + " of " + outcomes.size() + " seeds failed: "
					+ failed.stream().map(Outcome::seed).toList()
					+ ", repeat one with\n  mvn test -pl distsys-core -Dtest=" + this.test + " -Dsimulation.seed="
					+ failed.get(0).seed() + "\n" + failed.get(0).failure());
		}
		return outcomes;
	}

	/** For people. */
	private static String summary(List<Outcome> outcomes, Duration wall) {
		Duration longest = outcomes.stream()
			.filter((outcome) -> !outcome.majorityLost())
			.map(Outcome::liveAfter)
			.max(Duration::compareTo)
			.orElse(Duration.ZERO);
		return "seeds=%d wall=%ds virtual=%ds steps=%d faults=%d operations=%d applied=%d installs=%d elections=%d tenures=%d overlaps=%d refused=%d majorityLost=%d liveAgainAfter<=%s"
			.formatted(outcomes.size(), wall.toSeconds(), sum(outcomes, (counts) -> counts.virtual().toSeconds()),
					sum(outcomes, Counts::steps), sum(outcomes, Counts::faults), sum(outcomes, Counts::operations),
					sum(outcomes, Counts::entries), sum(outcomes, Counts::installs), sum(outcomes, Counts::elections),
					sum(outcomes, Counts::tenures), sum(outcomes, Counts::overlaps), sum(outcomes, Counts::refused),
					outcomes.stream().filter(Outcome::majorityLost).count(), longest);
	}

	private static long sum(List<Outcome> outcomes, ToLongFunction<Counts> count) {
		return outcomes.stream().map(Outcome::counts).mapToLong(count).sum();
	}

	private final class Job {

		private final long seed;

		private final AtomicReference<Thread> thread = new AtomicReference<>();

		private final Future<Outcome> outcome;

		private Job(long seed, ExecutorService pool) {
			this.seed = seed;
			this.outcome = pool.submit(() -> {
				this.thread.set(Thread.currentThread());
				return SeedRunner.this.run.apply(seed);
			});
		}

		private Outcome await() {
			try {
				return this.outcome.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
			}
			catch (TimeoutException ex) {
				Thread hanging = this.thread.get();
				throw new AssertionError("Seed " + this.seed + " does not end, it is at\n  "
						+ ((hanging != null) ? Arrays.toString(hanging.getStackTrace()).replace(", ", "\n  ") : ""));
			}
			catch (InterruptedException | ExecutionException ex) {
				throw new AssertionError("Seed " + this.seed + " could not run", ex);
			}
		}

	}

}
