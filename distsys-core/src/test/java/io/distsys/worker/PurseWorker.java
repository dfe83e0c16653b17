package io.distsys.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

@Distributed(value = "purse", slots = 4, keepOn = IllegalArgumentException.class)
class PurseWorker implements Purse {

	@WorkerState
	private ArrayList<Integer> coins = new ArrayList<>();

	@Override
	public CompletionStage<Integer> add(int coin) {
		this.coins.add(coin);
		return CompletableFuture.completedFuture(this.coins.size());
	}

	@Override
	public CompletionStage<Integer> addOnce(int coin) {
		return this.coins.contains(coin) ? CompletableFuture.completedFuture(this.coins.size()) : add(coin);
	}

	@Override
	public CompletionStage<List<Integer>> coins() {
		return CompletableFuture.completedFuture(new ArrayList<>(this.coins));
	}

	@Override
	public CompletionStage<Integer> addAndRefuse(int coin) {
		this.coins.add(coin);
		throw new IllegalArgumentException("no");
	}

	@Override
	public CompletionStage<Integer> addAndBreak(int coin) {
		this.coins.add(coin);
		throw new IllegalStateException("broken");
	}

	@Override
	public void drop(int coin) {
		this.coins.add(coin);
	}

}
