package io.distsys.worker;

import java.util.concurrent.CompletionStage;

/** Counts what it was told, wherever it was told. */
interface Tally {

	/** Add one, and tell what it is now. */
	CompletionStage<Integer> add();

	CompletionStage<Integer> total();

	/** Add one, and tell some time later. */
	CompletionStage<Integer> addSlowly(int millis);

	CompletionStage<Integer> stumble();

}
