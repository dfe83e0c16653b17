package io.distsys.benchmarks.peers.library;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a worker and the singletons do when they are called. */
interface Answering {

	String answer(String question);

	CompletionStage<String> answerLater(String question);

	/** The object itself. */
	class Answerer implements Answering {

		@Override
		public String answer(String question) {
			return question;
		}

		@Override
		public CompletionStage<String> answerLater(String question) {
			return CompletableFuture.completedFuture(question);
		}

	}

}
