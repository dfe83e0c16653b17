package io.distsys.number;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.distsys.ownership.Numbers;
import io.distsys.ownership.Numbers.Change;
import io.distsys.ownership.Numbers.Changed;
import io.distsys.ownership.Waits;

/** A number that stands in the ownership table. */
final class TableNumber implements AtomicNumber {

	private final String name;

	private final Numbers numbers;

	private final NumberSettings settings;

	private final Waits waits;

	private final Executor userExecutor;

	TableNumber(String name, Numbers numbers, NumberSettings settings, Waits waits, Executor userExecutor) {
		this.name = name;
		this.numbers = numbers;
		this.settings = settings;
		this.waits = waits;
		this.userExecutor = userExecutor;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public long get() {
		String what = what("Reading");
		this.waits.check(what);
		return this.waits.await(this.numbers.read(this.name, this.settings.timeout()), what);
	}

	@Override
	public void set(long value) {
		changeAndWait(new Change.Set(value));
	}

	@Override
	public long getAndSet(long value) {
		return changeAndWait(new Change.Set(value)).before();
	}

	@Override
	public long addAndGet(long delta) {
		return changeAndWait(new Change.Add(delta)).after();
	}

	@Override
	public boolean compareAndSet(long expected, long value) {
		return changeAndWait(new Change.CompareAndSet(expected, value)).before() == expected;
	}

	@Override
	public CompletionStage<Long> getAsync() {
		return this.numbers.read(this.name, this.settings.timeout())
			.thenApplyAsync((value) -> value, this.userExecutor);
	}

	@Override
	public CompletionStage<Void> setAsync(long value) {
		return change(new Change.Set(value)).thenAcceptAsync((changed) -> {
		}, this.userExecutor);
	}

	@Override
	public CompletionStage<Long> getAndSetAsync(long value) {
		return change(new Change.Set(value)).thenApplyAsync(Changed::before, this.userExecutor);
	}

	@Override
	public CompletionStage<Long> addAndGetAsync(long delta) {
		return change(new Change.Add(delta)).thenApplyAsync(Changed::after, this.userExecutor);
	}

	@Override
	public CompletionStage<Boolean> compareAndSetAsync(long expected, long value) {
		return change(new Change.CompareAndSet(expected, value))
			.thenApplyAsync((changed) -> changed.before() == expected, this.userExecutor);
	}

	private Changed changeAndWait(Change change) {
		String what = what("Changing");
		this.waits.check(what);
		return this.waits.await(change(change), what);
	}

	private CompletionStage<Changed> change(Change change) {
		return this.numbers.change(this.name, change, this.settings.maxNumbers(), this.settings.timeout());
	}

	private String what(String operation) {
		return operation + " the number '" + this.name + "'";
	}

	@Override
	public String toString() {
		return "AtomicNumber[" + this.name + "]";
	}

}
