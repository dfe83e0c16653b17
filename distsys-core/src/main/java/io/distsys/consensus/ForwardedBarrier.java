package io.distsys.consensus;

import java.time.Duration;

/** A question to the leader how far the log is, so that what is read here is current. */
final class ForwardedBarrier extends ForwardedRequest<Long> {

	private final Duration longestAttempt;

	ForwardedBarrier(Seams seams, Duration longestAttempt) {
		super(seams);
		this.longestAttempt = longestAttempt;
	}

	@Override
	boolean hasEffect() {
		return false;
	}

	@Override
	byte[] request(GroupId group) {
		return new WireOutput().kind(LeaderDesk.Request.BARRIER.ordinal()).group(group).toBytes();
	}

	@Override
	Duration attemptTimeout(Duration left) {
		return (left.compareTo(this.longestAttempt) < 0) ? left : this.longestAttempt;
	}

	@Override
	void askHere(RaftLife life) {
		this.seams.desk().confirm(life, (answer) -> this.seams.loop().execute(() -> onAnswer(life.group(), answer)));
	}

	@Override
	void lost() {
		retry();
	}

	@Override
	void applied(boolean sameGroup, LeaderAnswer answer) {
		if (sameGroup) {
			succeed(Math.max(answer.index(), this.seams.machine().applied()));
		}
		else {
			retry();
		}
	}

}
