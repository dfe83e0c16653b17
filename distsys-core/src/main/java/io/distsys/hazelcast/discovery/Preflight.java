package io.distsys.hazelcast.discovery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.distsys.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a source before the member starts, until it names an address: a member that starts
 * without one would be a cluster of its own, which only a source that may be empty wants.
 *
 * @since 0.1
 */
public final class Preflight {

	private static final Logger logger = LoggerFactory.getLogger(Preflight.class);

	private static final Duration PAUSE = Duration.ofMillis(500);

	private final MonotonicClock clock;

	/**
	 * Create it.
	 * @param clock measures how long was asked
	 */
	public Preflight(MonotonicClock clock) {
		this.clock = clock;
	}

	/**
	 * Ask until there is an address, or an answer where the source may be empty. Blocks.
	 * @param source is asked
	 * @param patience how long
	 * @return the addresses; none only if the source may be empty
	 * @throws DiscoveryException if there is none in time, or asking is no use
	 */
	public List<String> await(AddressSource source, Duration patience) {
		long start = this.clock.nanos();
		while (true) {
			DiscoveryException failure = null;
			try {
				List<String> addresses = source.addresses();
				if (!addresses.isEmpty() || source.mayBeEmpty()) {
					logger.info("Looking for other nodes at addresses={} source={}", addresses, source.description());
					return addresses;
				}
			}
			catch (DiscoveryException ex) {
				failure = ex;
				if (ex.permanent()) {
					throw ex;
				}
			}
			if (this.clock.nanos() - start > patience.toNanos()) {
				throw tooLate(source, patience, failure);
			}
			pause(source, patience);
		}
	}

	private static void pause(AddressSource source, Duration patience) {
		try {
			if (new CountDownLatch(1).await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new IllegalStateException("A latch that nobody counts down is open");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw tooLate(source, patience, null);
		}
	}

	private static DiscoveryException tooLate(AddressSource source, Duration patience,
			@Nullable DiscoveryException failure) {
		if (failure != null) {
			return failure;
		}
		return new DiscoveryException(
				"There are no addresses of nodes in " + source.description() + ", not even the one of this node, after "
						+ patience.toSeconds() + " s.",
				"Look at the name. In Kubernetes the service must be headless (clusterIP: None) and publish addresses "
						+ "that are not ready (publishNotReadyAddresses: true), see docs/kubernetes. Or let the node "
						+ "wait longer: distsys.discovery.timeout.",
				true, null);
	}

}
