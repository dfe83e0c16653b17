package io.distsys.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

@Distributed(value = "desk", slots = 1, keepOn = IllegalArgumentException.class)
class DeskWorker implements Desk {

	private final AtomicInteger inside = new AtomicInteger();

	private final Consumer<String> events;

	private int number;

	private List<String> kept = new ArrayList<>();

	DeskWorker(Consumer<String> events) {
		this.events = events;
	}

	@OnStop
	void stop() {
		this.events.accept("stopped");
	}

	@Override
	public boolean count() {
		boolean alone = this.inside.incrementAndGet() == 1;
		int before = this.number;
		Thread.yield();
		this.number = before + 1;
		this.inside.decrementAndGet();
		return alone;
	}

	@Override
	public void countLater() {
		count();
	}

	@Override
	public int counted() {
		return this.number;
	}

	@Override
	public List<String> keep(List<String> list) {
		if (!list.isEmpty()) {
			this.kept = list;
		}
		return this.kept;
	}

	@Override
	public String take(long millis) {
		this.events.accept("entered");
		try {
			if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
				throw new IllegalStateException("Nobody opens it");
			}
		}
		catch (InterruptedException ex) {
			return "interrupted";
		}
		finally {
			this.events.accept("left");
		}
		return Thread.currentThread().getName();
	}

	@Override
	public void interrupt() {
		Thread.currentThread().interrupt();
	}

	@Override
	public void fail(String how) {
		if (how.equals("kept")) {
			throw new IllegalArgumentException("no");
		}
		throw new IllegalStateException("broken");
	}

	@Override
	public Object later(String value) {
		return CompletableFuture.completedFuture(value);
	}

}
