package io.distsys.worker;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.distsys.cluster.NodeId;
import io.distsys.fakes.FakeMembership;
import io.distsys.messaging.Lane;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Outcome;
import io.distsys.messaging.Reply;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.time.Subscription;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How nodes are asked for the workers that they run. */
class WorkerDirectoryTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final SlowMessenger messenger = new SlowMessenger();

	private final WorkerDirectory directory = new WorkerDirectory(new FakeMembership(SimulatedMembership.node(1)),
			this.messenger, Map.of(), () -> this.messenger.nanos);

	@Test
	void allPartsOfAListComeWithinTheTimeThatWasGiven() {
		CompletionStage<WorkerListing> listing = this.directory.list("donor", TIMEOUT);
		assertThat(this.messenger.timeouts).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(6),
				Duration.ofSeconds(2));
		assertThat(listing).isCompletedWithValueMatching(
				(list) -> list.silent().contains(this.messenger.self()) && list.workers().isEmpty());
	}

	/** Takes four seconds for each answer, and each says that there is more. */
	private static final class SlowMessenger implements Messenger {

		private static final Duration PACE = Duration.ofSeconds(4);

		private final List<Duration> timeouts = new ArrayList<>();

		private long nanos;

		private int part;

		@Override
		public NodeId self() {
			return SimulatedMembership.node(1).id();
		}

		@Override
		public CompletionStage<Reply> call(NodeId to, Lane lane, String address, byte[] payload, Duration timeout) {
			this.timeouts.add(timeout);
			this.nanos += PACE.toNanos();
			if (timeout.compareTo(PACE) < 0) {
				return CompletableFuture.completedFuture(new Reply.TimedOut(Outcome.MAY_HAVE_RUN));
			}
			this.part++;
			byte[] none = ByteBuffer.allocate(3 * Integer.BYTES).putInt(this.part).putInt(0).putInt(0).array();
			return CompletableFuture.completedFuture(new Reply.Answered(none));
		}

		@Override
		public boolean cast(NodeId to, Lane lane, String address, byte[] payload) {
			throw new UnsupportedOperationException("Nothing is cast");
		}

		@Override
		public Subscription handle(String address, Executor executor, MessageHandler handler) {
			throw new UnsupportedOperationException("Nothing is handled");
		}

	}

}
