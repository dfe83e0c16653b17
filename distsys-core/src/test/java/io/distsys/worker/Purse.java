package io.distsys.worker;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** A worker whose state must not be lost. */
@Distributed("purse")
public interface Purse {

	/** Add a coin, also if it is there already. */
	CompletionStage<Integer> add(int coin);

	/** All coins, in the order in which they were added. */
	/** Safe to repeat. */
	CompletionStage<Integer> addOnce(int coin);

	CompletionStage<List<Integer>> coins();

	/** Add a coin and say no. */
	CompletionStage<Integer> addAndRefuse(int coin);

	/** Add a coin and break. */
	CompletionStage<Integer> addAndBreak(int coin);

	/** Add a coin that nobody waits for. */
	@Cast
	void drop(int coin);

}
