package io.distsys.consensus;

import java.util.concurrent.CompletableFuture;

import io.distsys.ownership.Renewals;
import io.microraft.Ordered;
import io.microraft.RaftRole;
import net.bytebuddy.asm.Advice;

/**
 * A planted fault, in two parts: a leader answers renewals before anybody else has them,
 * and goes on leading when it hears from nobody. The first alone does no harm: a leader
 * that is cut off steps down after an election timeout, and what it has renewed by then
 * ends before a new leader's judgement.
 */
public final class LonelyLeader {

	private LonelyLeader() {
	}

	/** Called by what is planted. */
	public static CompletableFuture<Ordered<Object>> answer(RaftLife life, Object operation,
			CompletableFuture<Ordered<Object>> honest) {
		if (life.role() == RaftRole.LEADER && operation instanceof byte[] command && Renewals.isRenewal(command)) {
			return CompletableFuture.completedFuture(new Alone(life.commitIndex(), new byte[] { 1 }));
		}
		return honest;
	}

	/** Around {@code RaftLife.append}. */
	public static final class Acknowledge {

		@Advice.OnMethodExit
		static void exit(@Advice.This RaftLife life, @Advice.Argument(0) Object operation,
				@Advice.Return(readOnly = false) CompletableFuture<Ordered<Object>> answer) {
			answer = LonelyLeader.answer(life, operation, answer);
		}

	}

	/**
	 * Instead of {@code RaftNodeImpl.demoteToFollowerIfQuorumHeartbeatTimeoutElapsed}.
	 */
	public static final class GoOnLeading {

		@Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
		static boolean enter() {
			return true;
		}

	}

	private record Alone(long index, byte[] result) implements Ordered<Object> {

		@Override
		public long getCommitIndex() {
			return this.index;
		}

		@Override
		public Object getResult() {
			return this.result;
		}

	}

}
