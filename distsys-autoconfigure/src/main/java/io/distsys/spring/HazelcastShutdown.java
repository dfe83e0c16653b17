package io.distsys.spring;

import java.util.function.BooleanSupplier;

import org.springframework.beans.factory.DisposableBean;

/**
 * The end of the Hazelcast member that the library has started: in order by the
 * lifecycle, or at once when the context closes without it, for instance because it could
 * not start.
 *
 * @since 0.1
 */
public final class HazelcastShutdown implements Runnable, DisposableBean {

	private final BooleanSupplier running;

	private final Runnable shutdown;

	private final Runnable terminate;

	/**
	 * Create it.
	 * @param running whether the member runs
	 * @param shutdown leaves the cluster in order; may block
	 * @param terminate ends the member at once
	 */
	public HazelcastShutdown(BooleanSupplier running, Runnable shutdown, Runnable terminate) {
		this.running = running;
		this.shutdown = shutdown;
		this.terminate = terminate;
	}

	/** Leave the cluster in order. */
	@Override
	public void run() {
		if (this.running.getAsBoolean()) {
			this.shutdown.run();
		}
	}

	@Override
	public void destroy() {
		if (this.running.getAsBoolean()) {
			this.terminate.run();
		}
	}

}
