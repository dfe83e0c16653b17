package io.distsys.autoconfigure.web;

import java.time.Duration;

import io.distsys.autoconfigure.SingleNodeConfiguration;
import io.distsys.spring.DrainingLifecycle;
import io.distsys.spring.InvalidPropertyException;
import io.distsys.spring.WebDrainLifecycle;
import io.distsys.tomcat.TomcatDrain;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * When the web server is taken off its clients.
 */
class WebDrainAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WebDrainAutoConfiguration.class))
		.withBean(DrainingLifecycle.class, () -> new DrainingLifecycle((state) -> {
		}, () -> {
		}));

	@Test
	void createdByDefault() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(WebDrainLifecycle.class)
			.hasSingleBean(TomcatDrain.class));
	}

	@Test
	void backsOffForTheBeansOfTheUser() {
		this.runner.withBean("own", WebDrainLifecycle.Server.class, () -> mock(WebDrainLifecycle.Server.class))
			.run((context) -> assertThat(context).hasSingleBean(WebDrainLifecycle.class)
				.doesNotHaveBean(TomcatDrain.class));
		this.runner
			.withBean("own", WebDrainLifecycle.class,
					() -> new WebDrainLifecycle(WebDrainLifecycle.Server.unknown(), Duration.ZERO))
			.run((context) -> assertThat(context).hasSingleBean(WebDrainLifecycle.class).hasBean("own"));
	}

	@Test
	void disabledByProperty() {
		this.runner.withPropertyValues("distsys.shutdown.web-drain=false")
			.run((context) -> assertThat(context).hasSingleBean(WebDrainLifecycle.class)
				.doesNotHaveBean(TomcatDrain.class));
		this.runner.withPropertyValues("server.shutdown=immediate")
			.run((context) -> assertThat(context).doesNotHaveBean(WebDrainLifecycle.class)
				.doesNotHaveBean(TomcatDrain.class));
		this.runner.withPropertyValues("distsys.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(WebDrainLifecycle.class));
	}

	@Test
	void withoutTomcatItOnlyWaits() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.tomcat", "org.apache"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(WebDrainLifecycle.class)
				.doesNotHaveBean(TomcatDrain.class));
	}

	@Test
	void absentWithoutAWebServer() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(WebDrainAutoConfiguration.class))
			.withUserConfiguration(SingleNodeConfiguration.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WebDrainLifecycle.class));
	}

	@Test
	void aDelayThatSpringWouldNotWaitForIsRefused() {
		this.runner.withPropertyValues("distsys.shutdown.web-delay=20s")
			.run((context) -> assertThat(context).hasNotFailed());
		for (String delay : new String[] { "-1s", "22s" }) {
			this.runner.withPropertyValues("distsys.shutdown.web-delay=" + delay)
				.run((context) -> assertThat(context).getFailure()
					.rootCause()
					.isInstanceOf(InvalidPropertyException.class)
					.hasMessageContaining("distsys.shutdown.web-delay"));
		}
	}

}
