package io.distsys.ownership;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Two operators who ask for something else at the same moment. */
class LoggedRebalancingTests {

	private static final Duration SOON = Duration.ofSeconds(5);

	private static final MovesPause BY_ANN = new MovesPause("ann", "the database is being moved", Instant.EPOCH);

	private static final MovesPause BY_BOB = new MovesPause("bob", "so that it is quiet", Instant.EPOCH);

	private final VirtualTime time = new VirtualTime(1);

	private final SequencedLog log = new SequencedLog(this.time);

	private final Node ann = new Node(1);

	private final Node bob = new Node(2);

	@Test
	void aPauseThatAnotherPauseAndItsEndOvertakeFailsAndPausesNothing() {
		CompletionStage<MovesPause> asked = this.ann.rebalancing.pause(BY_ANN, SOON);
		// Ann's node has looked after 2 ms, and what it asks for then takes one more.
		this.time.runFor(Duration.ofNanos(1_500_000));
		this.bob.port.submit(CommandCodec.encode(new Command.SetMoves(0, BY_BOB)), SOON);
		this.bob.port.submit(CommandCodec.encode(new Command.SetMoves(1, null)), SOON);
		this.time.runUntil("an answer", SOON, () -> asked.toCompletableFuture().isDone());
		assertThatThrownBy(() -> asked.toCompletableFuture().join()).hasCauseInstanceOf(MovesResumedException.class);
		this.time.runFor(SOON);
		assertThat(this.ann.table.moves()).isEqualTo(new MovesSwitch(2, null));
		assertThat(pause()).isEqualTo(BY_ANN);
		assertThat(this.bob.rebalancing.paused()).isEqualTo(Optional.of(BY_ANN));
	}

	@Test
	void whatANodeHasNotHeardOfYetIsNoReasonToFail() {
		this.ann.port.cut();
		this.bob.port.submit(CommandCodec.encode(new Command.SetMoves(0, BY_BOB)), SOON);
		this.bob.port.submit(CommandCodec.encode(new Command.SetMoves(1, null)), SOON);
		this.time.runFor(SOON);
		assertThat(this.ann.table.moves()).isEqualTo(MovesSwitch.UNTOUCHED);
		this.ann.port.heal();
		assertThat(pause()).isEqualTo(BY_ANN);
	}

	private MovesPause pause() {
		CompletionStage<MovesPause> asked = this.ann.rebalancing.pause(BY_ANN, SOON);
		this.time.runUntil("an answer", SOON, () -> asked.toCompletableFuture().isDone());
		this.time.runFor(SOON);
		return asked.toCompletableFuture().join();
	}

	private final class Node {

		private final OwnershipTable table = new OwnershipTable();

		private final SequencedLog.Port port;

		private final Rebalancing rebalancing;

		private Node(int number) {
			VirtualTime time = LoggedRebalancingTests.this.time;
			VirtualLoop loop = new VirtualLoop(time, 1);
			this.port = LoggedRebalancingTests.this.log.connect(new NodeId(0, number), loop, this.table);
			this.rebalancing = new LoggedRebalancing(this.port, this.table, loop, Runnable::run,
					new LeaderDuties(this.port, this.table, loop, LeaseSettings.ofDefaults()));
		}

	}

}
