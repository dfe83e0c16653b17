package io.distsys.ownership;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

import io.distsys.consensus.ReplicatedLog;
import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Changes the switch of the table through the log. A request names the change that it was
 * made after, and does nothing if there was another one meanwhile.
 */
final class LoggedRebalancing implements Rebalancing {

	private final ReplicatedLog log;

	private final OwnershipTable table;

	private final EventLoop loop;

	private final Executor executor;

	private final LeaderDuties duties;

	/**
	 * @param executor runs the planner for those who only ask
	 */
	LoggedRebalancing(ReplicatedLog log, OwnershipTable table, EventLoop loop, Executor executor, LeaderDuties duties) {
		this.log = log;
		this.table = table;
		this.loop = loop;
		this.executor = executor;
		this.duties = duties;
	}

	@Override
	public Optional<MovesPause> paused() {
		return Optional.ofNullable(this.table.moves().pause());
	}

	@Override
	public CompletionStage<MovesPause> pause(MovesPause pause, Duration timeout) {
		return look(timeout, (seen, left) -> {
			MovesPause inForce = seen.pause();
			return (inForce != null) ? CompletableFuture.completedFuture(inForce)
					: set(seen, pause, left).thenApply(LoggedRebalancing::inForce);
		});
	}

	private static MovesPause inForce(MovesSwitch now) {
		MovesPause inForce = now.pause();
		if (inForce == null) {
			throw new MovesResumedException();
		}
		return inForce;
	}

	@Override
	public CompletionStage<Optional<MovesPause>> resume(Duration timeout) {
		return look(timeout, (seen, left) -> {
			Optional<MovesPause> ends = Optional.ofNullable(seen.pause());
			return ends.isEmpty() ? CompletableFuture.completedFuture(ends)
					: set(seen, null, left).thenApply((now) -> ends);
		});
	}

	/** What this node has seen may be old: look at the switch as it is now. */
	private <T> CompletionStage<T> look(Duration timeout,
			BiFunction<MovesSwitch, Duration, CompletionStage<T>> request) {
		long deadline = this.loop.clock().nanos() + timeout.toNanos();
		return this.log.readBarrier(timeout)
			.thenComposeAsync((index) -> request.apply(this.table.moves(), left(deadline)), this.loop);
	}

	private Duration left(long deadline) {
		return Duration.ofNanos(Math.max(0, deadline - this.loop.clock().nanos()));
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
		// Seen on the loop, where all of it is of one moment; planned elsewhere.
		this.loop.execute(() -> {
			try {
				Preview preview = this.duties.preview();
				this.executor.execute(() -> plan(preview, planned));
			}
			catch (RuntimeException ex) {
				planned.completeExceptionally(ex);
			}
		});
		return planned;
	}

	private static void plan(Preview preview, CompletableFuture<RebalancePlan> planned) {
		try {
			planned.complete(preview.plan());
		}
		catch (RuntimeException ex) {
			planned.completeExceptionally(ex);
		}
	}

}
