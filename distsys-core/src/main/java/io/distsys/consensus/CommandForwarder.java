package io.distsys.consensus;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import io.distsys.consensus.ReplicatedLog.Applied;
import io.distsys.messaging.Messenger;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;

/**
 * Brings commands and reads to the leader, wherever that is, and tells what became of
 * them. How long it goes on with one is the {@linkplain ForwardedRequest request's}
 * matter.
 */
final class CommandForwarder {

	/** One alone makes no message much longer than a batch of them. */
	private static final int LONGEST_COMMAND = EntryBatch.BYTES;

	private final Messenger messenger;

	private final EventLoop loop;

	private final Duration barrierAttempt;

	private final Admission admission = new Admission();

	private final LeaderDesk desk;

	private final AppliedSignal applied;

	private final ForwardedRequest.Seams seams;

	CommandForwarder(GroupKeeper keeper, LoggedStateMachine machine, Messenger messenger, EventLoop loop,
			ConsensusSettings settings) {
		this.messenger = messenger;
		this.loop = loop;
		this.barrierAttempt = settings.electionTimeout();
		this.desk = new LeaderDesk(keeper, loop.clock(), settings.heartbeat());
		this.applied = new AppliedSignal(machine, messenger, loop);
		this.seams = new ForwardedRequest.Seams(keeper, machine, messenger, loop, this.desk, this.admission);
	}

	Subscription listen() {
		return this.messenger.handle(LeaderDesk.ADDRESS, this.loop, this.desk::serve);
	}

	/** Runs after each step of the consensus library, before what it sends leaves. */
	void afterStep() {
		this.desk.afterStep();
		this.applied.afterStep();
	}

	CompletionStage<Applied> submit(byte[] command, Duration timeout) {
		if (command.length > LONGEST_COMMAND) {
			throw new IllegalArgumentException(
					"A command has at most " + LONGEST_COMMAND + " bytes, not " + command.length);
		}
		return begin(new ForwardedCommand(this.seams, command, false), timeout);
	}

	CompletionStage<Applied> submitVital(byte[] command, Duration timeout) {
		return begin(new ForwardedCommand(this.seams, command, true), timeout);
	}

	CompletionStage<Long> readBarrier(Duration timeout) {
		return begin(new ForwardedBarrier(this.seams, this.barrierAttempt), timeout);
	}

	private <T> CompletionStage<T> begin(ForwardedRequest<T> request, Duration timeout) {
		long deadline = this.loop.clock().nanos() + timeout.toNanos();
		if (request.isVital() || this.admission.admit()) {
			this.loop.execute(() -> request.begin(deadline, timeout));
		}
		else {
			request.refuse(new NoQuorumException(
					Admission.MOST + " requests of this node to the consensus group are under way already: this one"
							+ " was not sent; wait for some of them before you make more"));
		}
		return request.result();
	}

}
