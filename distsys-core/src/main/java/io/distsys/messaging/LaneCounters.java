package io.distsys.messaging;

import java.util.concurrent.atomic.LongAdder;

/** Counts what of a lane has not come as it was sent. */
final class LaneCounters {

	final LongAdder uncertain = new LongAdder();

	final LongAdder givenUp = new LongAdder();

	final LongAdder duplicates = new LongAdder();

	final LongAdder lost = new LongAdder();

	MessagingStatistics.Losses snapshot(Lane lane) {
		return new MessagingStatistics.Losses(lane, this.uncertain.sum(), this.givenUp.sum(), this.duplicates.sum(),
				this.lost.sum());
	}

}
