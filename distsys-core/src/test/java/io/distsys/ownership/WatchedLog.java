package io.distsys.ownership;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.distsys.consensus.GroupId;
import io.distsys.consensus.GroupStatus;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.simulation.Story;
import io.distsys.time.Subscription;

/**
 * The log of one process: whoever is answered, was answered what is applied here, and a
 * read sees everything that anybody was answered for before the read began.
 */
final class WatchedLog implements ReplicatedLog {

	private final Object node;

	private final ReplicatedLog log;

	private final CheckedMachine machine;

	private final AppliedHistory history;

	private final Story story;

	WatchedLog(Object node, ReplicatedLog log, CheckedMachine machine, AppliedHistory history, Story story) {
		this.node = node;
		this.log = log;
		this.machine = machine;
		this.history = history;
		this.story = story;
	}

	@Override
	public void start() {
		this.log.start();
	}

	@Override
	public CompletionStage<Applied> submit(byte[] command, Duration timeout) {
		return watched(this.log.submit(command, timeout));
	}

	@Override
	public CompletionStage<Applied> submitVital(byte[] command, Duration timeout) {
		return watched(this.log.submitVital(command, timeout));
	}

	private CompletionStage<Applied> watched(CompletionStage<Applied> submitted) {
		return submitted.thenApply((applied) -> {
			GroupId group = this.machine.group();
			if (this.machine.applied() < applied.index()) {
				throw this.story.violated(this.node + " was answered before it applied " + applied.index());
			}
			this.history.acknowledged(this.node, group, applied.index(), applied.result());
			return applied;
		});
	}

	@Override
	public CompletionStage<Long> readBarrier(Duration timeout) {
		GroupId group = this.machine.group();
		long before = (group != null) ? this.history.lastAcknowledged(group) : 0;
		return this.log.readBarrier(timeout).thenApply((index) -> {
			if (this.machine.group().equals(group) && (index < before || this.machine.applied() < before)) {
				throw this.story.violated(this.node + " reads at " + index + " (applied " + this.machine.applied()
						+ ") although " + before + " had been acknowledged before");
			}
			return index;
		});
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
