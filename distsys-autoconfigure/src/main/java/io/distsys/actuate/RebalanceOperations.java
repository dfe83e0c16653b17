package io.distsys.actuate;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.distsys.actuate.ClusterDescriptor.OperationDescriptor;
import io.distsys.consensus.NoQuorumException;
import io.distsys.ownership.MovesPause;
import io.distsys.ownership.MovesResumedException;
import io.distsys.ownership.Ownerships;
import io.distsys.ownership.Rebalancing;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/** Pauses, resumes and hastens moves for balance. */
final class RebalanceOperations {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration GRACE = Duration.ofSeconds(1);

	private final Ownerships ownerships;

	private final InstantSource wallClock;

	RebalanceOperations(Ownerships ownerships, InstantSource wallClock) {
		this.ownerships = ownerships;
		this.wallClock = wallClock;
	}

	/**
	 * Do it, within {@link #TIMEOUT} and a moment.
	 * @param target what to do
	 * @param principal who asks, if he does not say it himself
	 * @return what became of it, or {@literal null} if its name is none
	 */
	@Nullable OperationDescriptor perform(ClusterOperations.Target target, String principal) {
		if (!target.name().equals("moves")) {
			return null;
		}
		Rebalancing rebalancing = this.ownerships.rebalancing();
		return await(switch (target.action()) {
			case "pause" -> pause(rebalancing, requested(target, principal));
			case "resume" -> rebalancing.resume(TIMEOUT)
				.thenApply((ended) -> ended.map((pause) -> OperationDescriptor.done(said(pause)))
					.orElseGet(() -> OperationDescriptor.refused("moves are not paused")));
			default -> rebalancing.moveNow(TIMEOUT)
				.thenApply((taken) -> taken ? OperationDescriptor.done("")
						: OperationDescriptor.refused("moves are paused: resume them first"));
		});
	}

	private MovesPause requested(ClusterOperations.Target target, String principal) {
		String by = target.by();
		String why = target.why();
		if (why == null) {
			throw new InvalidEndpointRequestException("'why' is missing", "Whoever finds the pause wants to know");
		}
		try {
			return new MovesPause((by != null) ? by : principal, why, this.wallClock.instant());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidEndpointRequestException(String.valueOf(ex.getMessage()),
					"'by' and 'why' are for the record");
		}
	}

	private static CompletionStage<OperationDescriptor> pause(Rebalancing rebalancing, MovesPause wanted) {
		return rebalancing.pause(wanted, TIMEOUT)
			.thenApply((pause) -> pause.equals(wanted) ? OperationDescriptor.done("")
					: OperationDescriptor.refused("moves are already " + said(pause)));
	}

	private static String said(MovesPause pause) {
		return "paused since " + pause.since() + " by " + pause.by() + ": " + pause.why();
	}

	private static OperationDescriptor await(CompletionStage<OperationDescriptor> asked) {
		try {
			return asked.toCompletableFuture().get(TIMEOUT.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return OperationDescriptor.unknown("interrupted while waiting");
		}
		catch (TimeoutException ex) {
			return OperationDescriptor.unknown("no answer in time");
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			String message = String.valueOf((cause != null) ? cause.getMessage() : ex.getMessage());
			boolean isRefused = cause instanceof NoQuorumException || cause instanceof MovesResumedException;
			return isRefused ? OperationDescriptor.refused(message) : OperationDescriptor.unknown(message);
		}
	}

}
