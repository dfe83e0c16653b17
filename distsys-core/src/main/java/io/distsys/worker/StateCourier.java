package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Reply;
import io.distsys.time.EventLoop;

/**
 * Sends one part after another and repeats what was not acknowledged: the receiver takes
 * a part twice without harm.
 */
final class StateCourier implements StateSender {

	private static final Duration PAUSE = Duration.ofMillis(100);

	private static final Duration PART_TIMEOUT = Duration.ofSeconds(2);

	private final Messenger messenger;

	private final EventLoop loop;

	private final Duration timeout;

	StateCourier(Messenger messenger, EventLoop loop, Duration timeout) {
		this.messenger = messenger;
		this.loop = loop;
		this.timeout = timeout;
	}

	@Override
	public CompletionStage<Void> send(NodeId next, String type, int slot, long token, SlotState state) {
		List<StatePart> parts = StatePart.split(new StatePart.Id(type, slot, token), state.encode());
		Journey journey = new Journey(next, parts, this.loop.clock().nanos() + this.timeout.toNanos());
		journey.send(0);
		return journey.arrived;
	}

	private final class Journey {

		private final NodeId next;

		private final List<StatePart> parts;

		private final long deadlineNanos;

		private final CompletableFuture<Void> arrived = new CompletableFuture<>();

		private Journey(NodeId next, List<StatePart> parts, long deadlineNanos) {
			this.next = next;
			this.parts = parts;
			this.deadlineNanos = deadlineNanos;
		}

		private void send(int index) {
			if (index == this.parts.size()) {
				this.arrived.complete(null);
				return;
			}
			StateCourier.this.messenger
				.call(this.next, Lane.BULK, StatePart.ADDRESS, this.parts.get(index).encode(), PART_TIMEOUT)
				.whenComplete((reply, failure) -> onReply(index, reply, failure));
		}

		private void onReply(int index, Reply reply, Throwable failure) {
			if (failure != null) {
				this.arrived.completeExceptionally(failure);
			}
			else if (reply instanceof Reply.Answered) {
				send(index + 1);
			}
			else if (StateCourier.this.loop.clock().nanos() - this.deadlineNanos > 0) {
				this.arrived.completeExceptionally(new IllegalStateException("The state of slot "
						+ this.parts.get(index).id() + " did not reach node " + this.next + ": " + reply));
			}
			else {
				StateCourier.this.loop.schedule(PAUSE, () -> send(index));
			}
		}

	}

}
