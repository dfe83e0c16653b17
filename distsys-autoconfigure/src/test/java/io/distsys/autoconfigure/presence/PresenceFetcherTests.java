package io.distsys.autoconfigure.presence;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.presence.Presence;
import io.distsys.presence.Presence.Present;
import io.distsys.presence.Presence.PresenceDiff;
import io.distsys.presence.PresenceFetcher;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A bean that knows more of who is present than a node says. */
class PresenceFetcherTests {

	@Test
	void aBeanOfTheApplicationIsAskedForListsAndDifferences() {
		new ApplicationContextRunner().withUserConfiguration(Application.class).run((context) -> {
			Presence presence = context.getBean(Presence.class);
			List<PresenceDiff> told = new CopyOnWriteArrayList<>();
			presence.subscribe("room", told::add);
			presence.track("room", "ann", Map.of());
			presence.track("room", "bob", Map.of());
			Map<String, Present> present = presence.list("room");
			assertThat(present.get("ann").details()).isEqualTo("Ann, in room");
			assertThat(present.get("bob").details()).isNull();
			await().atMost(Duration.ofMinutes(1))
				.untilAsserted(() -> assertThat(told).extracting(PresenceDiff::joins)
					.anySatisfy((joins) -> assertThat(joins).extractingByKey("ann")
						.extracting(Present::details)
						.isEqualTo("Ann, in room")));
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	static class Application {

		@Bean
		PresenceFetcher names() {
			return (topic, keys) -> keys.contains("ann") ? Map.of("ann", "Ann, in " + topic) : Map.of();
		}

	}

}
