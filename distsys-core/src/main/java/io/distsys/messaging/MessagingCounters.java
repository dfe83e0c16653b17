package io.distsys.messaging;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens to messages. */
final class MessagingCounters {

	final LongAdder sent = new LongAdder();

	final LongAdder received = new LongAdder();

	final LongAdder framesSent = new LongAdder();

	final LongAdder framesNotSent = new LongAdder();

	final LongAdder framesUnacknowledged = new LongAdder();

	final LongAdder droppedLate = new LongAdder();

	final LongAdder refusedFull = new LongAdder();

	final LongAdder heldUp = new LongAdder();

	final LongAdder unhandled = new LongAdder();

	final LongAdder rejected = new LongAdder();

	final LongAdder failed = new LongAdder();

	final LongAdder malformed = new LongAdder();

	private final LaneCounters control = new LaneCounters();

	private final LaneCounters bulk = new LaneCounters();

	LaneCounters of(Lane lane) {
		return (lane == Lane.CONTROL) ? this.control : this.bulk;
	}

	MessagingStatistics snapshot(long pendingCalls, List<MessagingStatistics.Queue> queues) {
		return new MessagingStatistics(this.sent.sum(), this.received.sum(), this.framesSent.sum(),
				this.framesNotSent.sum(), this.framesUnacknowledged.sum(), this.droppedLate.sum(),
				this.refusedFull.sum(), this.heldUp.sum(), this.unhandled.sum(), this.rejected.sum(),
				this.malformed.sum(), this.failed.sum(), pendingCalls, queues,
				List.of(this.control.snapshot(Lane.CONTROL), this.bulk.snapshot(Lane.BULK)));
	}

}
