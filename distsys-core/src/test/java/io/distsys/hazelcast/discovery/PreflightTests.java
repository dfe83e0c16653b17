package io.distsys.hazelcast.discovery;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a node waits for before it starts. */
class PreflightTests {

	private long now;

	/** Each look at it finds that a minute has passed. */
	private final Preflight preflight = new Preflight(() -> this.now += Duration.ofMinutes(1).toNanos());

	@Test
	void nodeStartsWithoutAnAddressOnlyWhereTheSourceSaysSo() {
		assertThat(this.preflight.await(new Empty(true), Duration.ofSeconds(30))).isEmpty();
		assertThatExceptionOfType(DiscoveryException.class)
			.isThrownBy(() -> this.preflight.await(new Empty(false), Duration.ofSeconds(30)))
			.withMessageContaining("There are no addresses of nodes in a test");
	}

	@Test
	void sourceThatFailsIsWaitedForAlsoIfItMayBeEmpty() {
		AddressSource failing = new Empty(true) {

			@Override
			public List<String> addresses() {
				throw new DiscoveryException("It is down.", "Start it.", false, null);
			}

		};
		assertThatExceptionOfType(DiscoveryException.class)
			.isThrownBy(() -> this.preflight.await(failing, Duration.ofSeconds(30)))
			.withMessage("It is down.");
	}

	private static class Empty implements AddressSource {

		private final boolean allowed;

		Empty(boolean allowed) {
			this.allowed = allowed;
		}

		@Override
		public List<String> addresses() {
			return List.of();
		}

		@Override
		public boolean mayBeEmpty() {
			return this.allowed;
		}

		@Override
		public String description() {
			return "a test";
		}

	}

}
