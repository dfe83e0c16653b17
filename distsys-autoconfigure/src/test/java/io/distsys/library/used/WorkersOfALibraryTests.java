package io.distsys.library.used;

import java.time.Duration;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.library.Meter;
import io.distsys.library.MeterAutoConfiguration;
import io.distsys.library.Tariff;
import io.distsys.worker.Workers;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/** A worker type whose class is in no package of the application. */
class WorkersOfALibraryTests {

	@Test
	void aDefinitionThatIsABeanIsAWorkerType() {
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withConfiguration(AutoConfigurations.of(MeterAutoConfiguration.class))
			.withPropertyValues("distsys.lease.ttl=10s")
			.run((context) -> assertThat(context.getBean(Workers.class)
				.of(Meter.class)
				.withTimeout(Duration.ofSeconds(60))
				.get("m-1")
				.price()).isEqualTo("m-1 costs 3 cents a meter"));
	}

	/** Its needs may use workers. */
	@EnableAutoConfiguration
	@Import(SingleNodeConfiguration.class)
	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Tariff tariff(Workers workers) {
			return () -> "3 cents a " + workers.supervisor(Meter.class).type();
		}

	}

}
