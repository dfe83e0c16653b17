package io.distsys.ownership;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.consensus.NoQuorumException;
import io.distsys.consensus.ReplicatedLog;
import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Changes the switch of the table through the log. A request that was made of a table
 * that has changed meanwhile is made again, of the table as it is by then.
 */
final class LoggedRebalancing implements Rebalancing {

	private final ReplicatedLog log;

	private final OwnershipTable table;

	private final EventLoop loop;

	private final LeaderDuties duties;

	LoggedRebalancing(ReplicatedLog log, OwnershipTable table, EventLoop loop, LeaderDuties duties) {
		this.log = log;
		this.table = table;
		this.loop = loop;
		this.duties = duties;
	}

	@Override
	public Optional<MovesPause> paused() {
		return Optional.ofNullable(this.table.moves().pause());
	}

	@Override
	public CompletionStage<MovesPause> pause(MovesPause pause, Duration timeout) {
		return pause(this.table.moves(), pause, this.loop.clock().nanos() + timeout.toNanos());
	}

	private CompletionStage<MovesPause> pause(MovesSwitch seen, MovesPause wanted, long deadline) {
		Duration left = Duration.ofNanos(deadline - this.loop.clock().nanos());
		if (left.isNegative() || left.isZero()) {
			return CompletableFuture
				.failedFuture(new NoQuorumException("Moves were not paused: others resumed them all the time"));
		}
		return set(seen, wanted, left).thenCompose((now) -> {
			MovesPause inForce = now.pause();
			return (inForce != null) ? CompletableFuture.completedFuture(inForce) : pause(now, wanted, deadline);
		});
	}

	@Override
	public CompletionStage<Optional<MovesPause>> resume(Duration timeout) {
		// What this node has seen may be old: there may be a pause that it does not know.
		return this.log.readBarrier(timeout).thenComposeAsync((index) -> {
			MovesSwitch seen = this.table.moves();
			Optional<MovesPause> ends = Optional.ofNullable(seen.pause());
			return ends.isEmpty() ? CompletableFuture.completedFuture(ends)
					: set(seen, null, timeout).thenApply((now) -> ends);
		}, this.loop);
	}

	private CompletionStage<MovesSwitch> set(MovesSwitch seen, @Nullable MovesPause wanted, Duration timeout) {
		return this.log.submit(CommandCodec.encode(new Command.SetMoves(seen.changedAt(), wanted)), timeout)
			.thenApply((applied) -> MovesSwitch.decode(applied.result()));
	}

	@Override
	public CompletionStage<Boolean> moveNow(Duration timeout) {
		return this.log.submit(CommandCodec.encode(new Command.MoveNow()), timeout)
			.thenApply((applied) -> OwnershipTable.done(applied.result()));
	}

	@Override
	public CompletionStage<RebalancePlan> plan() {
		CompletableFuture<RebalancePlan> planned = new CompletableFuture<>();
		this.loop.execute(() -> {
			try {
				planned.complete(this.duties.plan());
			}
			catch (RuntimeException ex) {
				planned.completeExceptionally(ex);
			}
		});
		return planned;
	}

}
