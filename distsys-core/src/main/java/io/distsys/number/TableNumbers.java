package io.distsys.number;

import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

import io.distsys.ownership.Ownerships;
import io.distsys.ownership.ResourceKey;
import io.distsys.ownership.Waits;
import io.distsys.time.EventLoop;

/**
 * Numbers over the ownership table.
 *
 * @since 0.1
 */
public final class TableNumbers implements AtomicNumbers {

	private final Ownerships ownerships;

	private final Executor userExecutor;

	private final Waits waits;

	private final NumberSettings settings;

	/**
	 * Create them.
	 * @param ownerships this node's side of the table
	 * @param loop the core's event loop
	 * @param userExecutor completes the asynchronous operations
	 * @param mustNotBlock whether the calling thread is one that must not be blocked; the
	 * loop's own never may
	 * @param settings the limits
	 */
	public TableNumbers(Ownerships ownerships, EventLoop loop, Executor userExecutor, BooleanSupplier mustNotBlock,
			NumberSettings settings) {
		this.ownerships = ownerships;
		this.userExecutor = userExecutor;
		this.settings = settings;
		this.waits = new Waits(loop.mustNotBlock(mustNotBlock), settings.timeout());
	}

	@Override
	public AtomicNumber get(String name) {
		if (name.isEmpty() || name.length() > ResourceKey.LONGEST_NAME) {
			throw new IllegalArgumentException("The name of a number has 1 to " + ResourceKey.LONGEST_NAME
					+ " characters, not " + name.length() + ": '" + name + "'");
		}
		return new TableNumber(name, this.ownerships.numbers(), this.settings, this.waits, this.userExecutor);
	}

}
