package io.distsys.benchmarks.workers.node;

import io.distsys.ownership.Guarantee;
import io.distsys.worker.Distributed;

/** The same where no majority is needed. */
@Distributed(value = AvailableMeterWorker.TYPE, guarantee = Guarantee.AVAILABLE)
class AvailableMeterWorker extends MeterWorker {

	static final String TYPE = "available-meter";

}
