package io.distsys.spring;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;

/**
 * A log with observers of the commands that go through it.
 *
 * @since 0.1
 */
public final class ObservedLog implements ReplicatedLog {

	private final ReplicatedLog log;

	private final List<CommandObserver> observers;

	private final MonotonicClock clock;

	private ObservedLog(ReplicatedLog log, List<CommandObserver> observers, MonotonicClock clock) {
		this.log = log;
		this.observers = observers;
		this.clock = clock;
	}

	/**
	 * Let commands be observed.
	 * @param log the log
	 * @param observers are told of each command
	 * @param clock says how long it took
	 * @return a log to use in its place; the same if nobody observes
	 */
	public static ReplicatedLog of(ReplicatedLog log, List<CommandObserver> observers, MonotonicClock clock) {
		return observers.isEmpty() ? log : new ObservedLog(log, List.copyOf(observers), clock);
	}

	@Override
	public void start() {
		this.log.start();
	}

	@Override
	public CompletionStage<Applied> submit(byte[] command, Duration timeout) {
		return observed(false, this.clock.nanos(), this.log.submit(command, timeout));
	}

	@Override
	public CompletionStage<Applied> submitVital(byte[] command, Duration timeout) {
		return observed(true, this.clock.nanos(), this.log.submitVital(command, timeout));
	}

	private CompletionStage<Applied> observed(boolean vital, long begun, CompletionStage<Applied> command) {
		command.whenComplete((applied, failure) -> {
			Duration took = Duration.ofNanos(this.clock.nanos() - begun);
			this.observers.forEach((observer) -> observer.ended(vital, took, failure));
		});
		return command;
	}

	@Override
	public CompletionStage<Long> readBarrier(Duration timeout) {
		return this.log.readBarrier(timeout);
	}

	@Override
	public Optional<String> outage() {
		return this.log.outage();
	}

	@Override
	public GroupStatus status() {
		return this.log.status();
	}

	@Override
	public Subscription onLeadership(LeadershipListener listener) {
		return this.log.onLeadership(listener);
	}

	@Override
	public CompletionStage<Void> leave(Duration timeout) {
		return this.log.leave(timeout);
	}

	@Override
	public void stop() {
		this.log.stop();
	}

}
