package io.distsys.worker;

import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

@Distributed(value = "journal", slots = 4, mailboxCapacity = 5_000, keepOn = IllegalArgumentException.class)
class JournalWorker implements Journal, HandOver<ArrayList<Integer>> {

	private final WorkerContext context;

	private final Stage stage;

	private final List<Integer> numbers = new ArrayList<>();

	private final AtomicInteger inside = new AtomicInteger();

	private byte[] ballast = new byte[0];

	JournalWorker(WorkerContext context, Stage stage) {
		this.context = context;
		this.stage = stage;
	}

	@OnStart
	private void start() {
		this.stage.events.add("start " + this.context.key());
	}

	@OnStop
	void stop() {
		this.stage.events.add("stop " + this.context.key());
	}

	@Override
	public CompletableFuture<Integer> append(int number) {
		return CompletableFuture.completedFuture(add(number));
	}

	@Override
	public int add(int number) {
		if (this.inside.incrementAndGet() != 1) {
			this.stage.events.add("overlap");
		}
		this.numbers.add(number);
		Thread.yield();
		this.inside.decrementAndGet();
		return this.numbers.size();
	}

	@Override
	public List<Integer> all() {
		return new ArrayList<>(this.numbers);
	}

	@Override
	public String node() {
		return this.context.self().toString();
	}

	@Override
	public CompletableFuture<String> block() {
		this.stage.blocked.countDown();
		try {
			this.stage.gate.await();
			return CompletableFuture.completedFuture("opened");
		}
		catch (InterruptedException ex) {
			this.stage.events.add("interrupted");
			return CompletableFuture.completedFuture("interrupted");
		}
	}

	@Override
	public CompletableFuture<String> later() {
		return this.stage.later;
	}

	@Override
	public void note(int number) {
		this.numbers.add(number);
	}

	@Override
	public void fill(int bytes) {
		this.ballast = new byte[bytes];
	}

	@Override
	public int size() {
		return this.ballast.length;
	}

	@Override
	public Object bomb() {
		return new Bomb();
	}

	@Override
	public CompletableFuture<Object> bombLater() {
		return CompletableFuture.completedFuture(new Bomb());
	}

	@Override
	public void fail(String how) throws BusinessException {
		switch (how) {
			case "declared" -> throw new BusinessException("no");
			case "kept" -> throw new IllegalArgumentException("no");
			default -> throw new IllegalStateException("broken");
		}
	}

	@Override
	public ArrayList<Integer> snapshot() {
		this.stage.events.add("snapshot " + this.context.key());
		ArrayList<Integer> state = new ArrayList<>(this.numbers);
		for (int i = 0; i < this.ballast.length; i++) {
			state.add(null);
		}
		return state;
	}

	@Override
	public void restore(ArrayList<Integer> state) {
		this.stage.events.add("restore " + this.context.key());
		state.stream().filter((number) -> number != null).forEach(this.numbers::add);
		this.ballast = new byte[state.size() - this.numbers.size()];
	}

	/** Breaks whoever encodes it. */
	private static final class Bomb implements Serializable {

		private static final long serialVersionUID = 1L;

		private void writeObject(ObjectOutputStream out) {
			throw new StackOverflowError("planted");
		}

	}

	/** What the test and the workers of one node share. */
	static final class Stage {

		final List<String> events = java.util.Collections.synchronizedList(new ArrayList<>());

		final CountDownLatch blocked = new CountDownLatch(1);

		final CountDownLatch gate = new CountDownLatch(1);

		final CompletableFuture<String> later = new CompletableFuture<>();

	}

}
