package io.distsys.benchmarks.workers.node;

import java.util.concurrent.CompletionStage;

/** What a worker that is measured does. */
interface Meter {

	String read(String question);

	CompletionStage<String> readLater(String question);

}
