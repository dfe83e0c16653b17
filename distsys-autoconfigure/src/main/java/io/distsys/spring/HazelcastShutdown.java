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

	private volatile BooleanSupplier running = () -> false;

	private volatile Runnable shutdown = () -> {
	};

	private volatile Runnable terminate = () -> {
	};

	/**
	 * End this member when it is time.
	 * @param memberRunning whether the member runs
	 * @param memberShutdown leaves the cluster in order; may block
	 * @param memberTerminate ends the member at once
	 */
	public void takeOver(BooleanSupplier memberRunning, Runnable memberShutdown, Runnable memberTerminate) {
		this.shutdown = memberShutdown;
		this.terminate = memberTerminate;
		this.running = memberRunning;
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
