package io.distsys.spring;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.MisfireRule;
import io.distsys.singleton.ScheduledRun;
import io.distsys.singleton.ScheduledRuns;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.SchedulingAwareRunnable;

/**
 * A scheduled method of a singleton: it does nothing where the singleton is not active,
 * and remembers for all nodes when it has run.
 */
final class ScheduledSingletonTask implements SchedulingAwareRunnable {

	private static final Logger logger = LoggerFactory.getLogger(ScheduledSingletonTask.class);

	private final String singleton;

	private final String name;

	private final Runnable body;

	private final @Nullable String qualifier;

	private final Schedule schedule;

	private final MisfireRule misfireRule;

	private final SingletonScheduling scheduling;

	private int running;

	private boolean makingUp;

	ScheduledSingletonTask(String singleton, String name, Runnable body, @Nullable String qualifier, Schedule schedule,
			MisfireRule misfireRule, SingletonScheduling scheduling) {
		this.singleton = singleton;
		this.name = name;
		this.body = body;
		this.qualifier = qualifier;
		this.schedule = schedule;
		this.misfireRule = misfireRule;
		this.scheduling = scheduling;
	}

	String singleton() {
		return this.singleton;
	}

	String name() {
		return this.name;
	}

	Schedule schedule() {
		return this.schedule;
	}

	MisfireRule misfireRule() {
		return this.misfireRule;
	}

	@Override
	public void run() {
		runFenced(this::runUnlessDone);
	}

	private void runFenced(Runnable task) {
		this.scheduling.singletons().runFenced(this.singleton, "scheduled method " + this.name, task);
	}

	/** Where the singleton is active: elsewhere nothing is run, nor waited for. */
	private void runUnlessDone() {
		synchronized (this) {
			if (this.makingUp || isDoneElsewhere()) {
				return;
			}
			this.running++;
		}
		try {
			runAndRemember();
		}
		finally {
			synchronized (this) {
				this.running--;
			}
		}
	}

	/**
	 * The node before has done what is due now, and its wall clock was ahead of this
	 * one's.
	 */
	private boolean isDoneElsewhere() {
		return last().filter((last) -> !last.node().equals(this.scheduling.nodeName()))
			.filter((last) -> this.schedule.isDoneBy(last, this.scheduling.clock().instant()))
			.isPresent();
	}

	private Optional<ScheduledRun> last() {
		return this.scheduling.runs().last(this.singleton, this.name);
	}

	private void runAndRemember() {
		Clock clock = this.scheduling.clock();
		Instant begin = clock.instant();
		boolean failed = true;
		try {
			this.body.run();
			failed = false;
		}
		finally {
			this.scheduling.runs()
				.add(new ScheduledRun(this.singleton, this.name, begin, Duration.between(begin, clock.instant()),
						failed, this.scheduling.nodeName()));
		}
	}

	/** The singleton has become active here: make up for what was missed. */
	void activated() {
		Instant due;
		synchronized (this) {
			due = missed();
			if (due == null || this.running > 0) {
				return;
			}
			this.makingUp = true;
		}
		logger.info("Scheduled run of a singleton was missed and is made up for singleton={} task={} due={}",
				this.singleton, this.name, due);
		try {
			runFenced(this::runAndRemember);
		}
		finally {
			synchronized (this) {
				this.makingUp = false;
			}
		}
	}

	/** A method that has never run is expected to from now on. */
	private @Nullable Instant missed() {
		Instant now = this.scheduling.clock().instant();
		Optional<ScheduledRun> before = last().or(() -> this.scheduling.runs().expected(this.singleton, this.name));
		if (before.isEmpty()) {
			this.scheduling.runs().expect(this.singleton, this.name, now);
		}
		return before.flatMap(this.schedule::after).filter((due) -> !due.isAfter(now)).orElse(null);
	}

	@Override
	public @Nullable String getQualifier() {
		return this.qualifier;
	}

	@Override
	public String toString() {
		return this.body.toString();
	}

	/** What all tasks share. */
	interface SingletonScheduling {

		ClusterSingletons singletons();

		ScheduledRuns runs();

		Clock clock();

		String nodeName();

	}

}
