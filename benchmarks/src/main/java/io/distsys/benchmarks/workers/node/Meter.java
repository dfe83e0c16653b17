package io.distsys.benchmarks.workers.node;

/** What a worker that is measured does. */
interface Meter {

	String read(String question);

}
