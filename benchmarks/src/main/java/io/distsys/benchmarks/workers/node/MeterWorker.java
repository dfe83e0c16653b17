package io.distsys.benchmarks.workers.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.distsys.worker.Distributed;

/** Has one field of its own, of eight bytes. */
@Distributed(MeterWorker.TYPE)
class MeterWorker implements Meter {

	static final String TYPE = "meter";

	private long readings;

	@Override
	public String read(String question) {
		this.readings++;
		return question;
	}

	@Override
	public CompletionStage<String> readLater(String question) {
		return CompletableFuture.completedFuture(read(question));
	}

	@Override
	public String toString() {
		return this.readings + " readings";
	}

}
