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
		run(false);
	}

	private void run(boolean toMakeUp) {
		synchronized (this) {
			if (this.makingUp || (toMakeUp && this.running > 0)) {
				return;
			}
			this.makingUp = toMakeUp;
			this.running++;
		}
		try {
			this.scheduling.singletons().runFenced(this.singleton, this::runAndRemember);
		}
		finally {
			synchronized (this) {
				this.makingUp &= !toMakeUp;
				this.running--;
			}
		}
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
		Instant now = this.scheduling.clock().instant();
		Optional<Instant> due = this.scheduling.runs().last(this.singleton, this.name).flatMap(this.schedule::after);
		if (due.isPresent() && !due.get().isAfter(now)) {
			logger.info("Scheduled run of a singleton was missed and is made up for singleton={} task={} due={}",
					this.singleton, this.name, due.get());
			run(true);
		}
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
