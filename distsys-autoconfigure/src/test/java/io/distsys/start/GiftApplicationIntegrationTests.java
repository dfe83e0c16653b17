package io.distsys.start;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the first pages show runs on one node and on two, with nothing configured but
 * where, and a lease and a time for calls so long that a busy machine does not end them:
 * what is asked just then may lawfully fail, and may have run.
 */
class GiftApplicationIntegrationTests {

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private static ConfigurableApplicationContext start() {
		return new SpringApplicationBuilder(GiftApplication.class).web(WebApplicationType.NONE)
			.properties("distsys.cluster.name=gifts", "distsys.network.port=18041", "distsys.lease.ttl=10s",
					"distsys.worker.call-timeout=1m", "spring.main.banner-mode=off")
			.run();
	}

	@Test
	void giftIsTakenOnAnyNodeAndReportedOnAll() throws Exception {
		try (ConfigurableApplicationContext one = start(); ConfigurableApplicationContext two = start()) {
			GiftApplication.Gifts gifts = one.getBean(GiftApplication.Gifts.class);
			await().atMost(PATIENCE)
				.ignoreExceptions()
				.until(() -> gifts.take("D-17", "book").toCompletableFuture().get(1, TimeUnit.MINUTES) == 1);
			for (ConfigurableApplicationContext node : new ConfigurableApplicationContext[] { one, two }) {
				await().atMost(PATIENCE)
					.untilAsserted(() -> assertThat(node.getBean(GiftApplication.Gifts.class).last())
						.hasValueSatisfying((report) -> assertThat(report.gifts()).isEqualTo(1)));
			}
			assertThat(gifts.serve("7")).isTrue();
			assertThat(two.getBean(GiftApplication.Gifts.class).serve("7")).isFalse();
		}
	}

}
