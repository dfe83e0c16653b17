package io.distsys.spring;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.distsys.cluster.ClusterGate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.Ordered;

/**
 * Waits, before any other runner, until the cluster has as many nodes as are wanted.
 * Until the runners are done the application is not ready, though its web server answers.
 *
 * @since 0.1
 */
public final class MinimumSizeRunner implements ApplicationRunner, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(MinimumSizeRunner.class);

	private final ClusterGate gate;

	private final Duration timeout;

	/**
	 * Create it.
	 * @param gate opens when there are enough
	 * @param timeout how long to wait
	 */
	public MinimumSizeRunner(ClusterGate gate, Duration timeout) {
		this.gate = gate;
		this.timeout = timeout;
	}

	@Override
	public void run(ApplicationArguments arguments) throws InterruptedException, ExecutionException {
		if (this.gate.opened().toCompletableFuture().isDone()) {
			return;
		}
		logger.info("Not ready before the cluster is large enough minimum={} present={} timeout={}",
				this.gate.minimum(), this.gate.present(), this.timeout);
		try {
			this.gate.opened().toCompletableFuture().get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			throw new ClusterTooSmallException(this.gate.minimum(), this.gate.present(), this.timeout);
		}
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
