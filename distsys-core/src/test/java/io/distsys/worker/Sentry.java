package io.distsys.worker;

import java.util.concurrent.CompletionStage;

/** Has no state that is kept. */
interface Sentry {

	CompletionStage<Integer> look();

	CompletionStage<Integer> leave();

	CompletionStage<Integer> stumble();

	CompletionStage<String> never();

	CompletionStage<Integer> lookLater(int millis);

	/** Look again and again, also by itself. */
	@Cast
	void keepLooking(int millis);

	@Cast
	void trip();

}
