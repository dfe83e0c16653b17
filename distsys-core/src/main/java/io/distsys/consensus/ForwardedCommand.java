package io.distsys.consensus;

import java.time.Duration;

import io.distsys.consensus.ReplicatedLog.Applied;

/** A command on its way into the log. */
final class ForwardedCommand extends ForwardedRequest<Applied> {

	private final byte[] command;

	private final boolean vital;

	ForwardedCommand(Seams seams, byte[] command, boolean vital) {
		super(seams);
		this.command = command;
		this.vital = vital;
	}

	@Override
	boolean isVital() {
		return this.vital;
	}

	@Override
	boolean hasEffect() {
		return true;
	}

	@Override
	byte[] request(GroupId group) {
		return new WireOutput().kind(kind().ordinal()).group(group).bytes(this.command).toBytes();
	}

	private LeaderDesk.Request kind() {
		return this.vital ? LeaderDesk.Request.VITAL : LeaderDesk.Request.SUBMIT;
	}

	@Override
	Duration attemptTimeout(Duration left) {
		return left;
	}

	@Override
	void askHere(RaftLife life) {
		this.seams.desk().append(life, kind(), this.command, (answer) -> onOwnAnswer(life.group(), answer));
	}

	/**
	 * Comes within a step of the consensus library, which must not be disturbed. Who
	 * waits is told after the step, before what it sends leaves.
	 */
	private void onOwnAnswer(GroupId group, LeaderAnswer answer) {
		if (answer.kind() == LeaderAnswer.Kind.DONE) {
			this.seams.machine().afterApplied(answer.index(), onApplied(group, answer));
		}
		else {
			this.seams.loop().execute(() -> onAnswer(group, answer));
		}
	}

	@Override
	void lost() {
		unknown();
	}

	@Override
	void applied(boolean sameGroup, LeaderAnswer answer) {
		if (sameGroup) {
			succeed(new Applied(answer.index(), answer.result()));
		}
		else {
			unknown();
		}
	}

}
