package io.distsys.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Joins the group that its key begins with, if there is a hyphen behind. */
@Distributed(value = "sentry", slots = 4)
class SentryWorker implements Sentry {

	private final WorkerContext context;

	private int looks;

	SentryWorker(WorkerContext context) {
		this.context = context;
	}

	@OnStart
	void begin() {
		int end = this.context.key().indexOf('-');
		if (end > 0) {
			this.context.join(this.context.key().substring(0, end));
		}
	}

	@Override
	public CompletionStage<Integer> look() {
		return CompletableFuture.completedFuture(++this.looks);
	}

	@Override
	public CompletionStage<Integer> leave() {
		this.context.stop();
		return look();
	}

	@Override
	public CompletionStage<Integer> stumble() {
		throw new IllegalStateException("stumbled");
	}

	@Override
	public CompletionStage<String> never() {
		return new CompletableFuture<>();
	}

	@Override
	public CompletionStage<Integer> lookLater(int millis) {
		CompletableFuture<Integer> seen = new CompletableFuture<>();
		this.context.after(Duration.ofMillis(millis), () -> seen.complete(++this.looks));
		return seen;
	}

	@Override
	public void keepLooking(int millis) {
		this.context.every(Duration.ofMillis(millis), () -> this.context.execute(this::look));
	}

	@Override
	public void trip() {
		throw new IllegalStateException("tripped");
	}

}
