package io.distsys.worker;

import java.util.concurrent.atomic.LongAdder;

/** What has happened to the workers of one type on this node. */
final class WorkerCounters {

	final LongAdder restarts = new LongAdder();

	final LongAdder refused = new LongAdder();

	final LongAdder dropped = new LongAdder();

	final LongAdder handedOver = new LongAdder();

	final LongAdder takenOver = new LongAdder();

}
