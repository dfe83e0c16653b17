package io.distsys.benchmarks.peers.library;

import io.distsys.worker.Distributed;

/** One of many. */
@Distributed(AnsweringWorker.TYPE)
class AnsweringWorker extends Answering.Answerer {

	static final String TYPE = "answering";

}
